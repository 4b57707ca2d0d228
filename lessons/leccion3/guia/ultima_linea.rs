//! Paso 5: la última línea, sin salto, se pierde.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 5

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::ingenuo;

pub fn paso() -> Paso {
    Paso::nuevo("ultima-linea", "La línea que se pierde")
        .parrafo(
            "Si TCP no separa los mensajes, los separas tú. Lo más sencillo: un salto de línea al final de cada uno. \
             Se acumula lo que llega y se corta por los saltos.",
        )
        .codigo("ingenuo.rs", "sin_ultima")
        .parrafo("El cliente envía `uno\\ndos\\ntres`, sin salto al final, y cierra.")
        .apuesta("¿Cuántas líneas entrega este código?", &["tres", "dos", "una: llegan pegadas en una sola lectura"])
        .ejecutar(ultima_linea)
}

fn ultima_linea(escena: &Escena) -> Resultado<Desenlace> {
    let lineas = conversar(escena.cable(), |a| a.write_all(b"uno\ndos\ntres"), |mut de| ingenuo::leer_lineas(&mut de))?;
    let cierta = match lineas.len() {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Líneas: {}. «tres» ha llegado (míralo en el dibujo) y está en `pendiente`, pero el programa se va sin \
             mirarlo. Pasa con `printf`, con ficheros sin salto final, con quien cierra nada más escribir…",
            lineas.len()
        ),
    ))
}
