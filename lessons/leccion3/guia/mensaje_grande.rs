//! Paso 3: un envío que no cabe en una lectura.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 3

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{contar, conversar};

pub fn paso() -> Paso {
    Paso::nuevo("mensaje-grande", "Un envío, ¿cuántas lecturas?")
        .parrafo(
            "Ahora al revés: un solo `write_all` de 3000 bytes, y el servidor lee con el mismo búfer de 1024. Su \
             bucle:",
        )
        .codigo("crudo.rs", "leer")
        .apuesta(
            "¿Qué verá el servidor?",
            &[
                "una lectura de 3000 bytes: es un mensaje",
                "una lectura de 1024; lo que no cabe se pierde",
                "tres lecturas, o más",
                "un error: no cabe",
            ],
        )
        .ejecutar(mensaje_grande)
}

fn mensaje_grande(escena: &Escena) -> Resultado<Desenlace> {
    let mensaje = "0123456789".repeat(300);
    let lecturas = conversar(escena.cable(), |a| a.write_all(mensaje.as_bytes()), |de| contar(de, 1024))?;
    Ok(Desenlace::opcion(
        if lecturas >= 3 { 2 } else { 0 },
        format!(
            "Lecturas: {lecturas}. `read` da como mucho lo que cabe en el búfer, y lo demás **espera** a la lectura \
             siguiente: en TCP no se pierde. Tampoco sirve un búfer enorme: por una red de verdad, esos 3000 bytes \
             viajan en varios paquetes y pueden llegar por partes."
        ),
    ))
}
