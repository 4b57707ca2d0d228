//! Paso 4: una letra, cortada entre dos lecturas.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 4

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::ingenuo;

pub fn paso() -> Paso {
    Paso::nuevo("enie-partida", "Una «ñ» partida en dos")
        .parrafo(
            "El cliente envía «mañana»: seis letras, siete bytes. El servidor lee de 3 en 3 bytes (o la red los \
             reparte así) y pasa a texto cada trozo.",
        )
        .codigo("ingenuo.rs", "textos")
        .apuesta(
            "¿Qué sale?",
            &[
                "«mañ» y «ana»: seis letras, de tres en tres",
                "fallan los dos primeros trozos; el tercero es «a»",
                "falla solo el primero, el que corta la ñ",
                "nada falla: Rust espera a tener la letra entera",
            ],
        )
        .ejecutar(enie_partida)
}

fn enie_partida(escena: &Escena) -> Resultado<Desenlace> {
    let textos =
        conversar(escena.cable(), |a| a.write_all("mañana".as_bytes()), |mut de| ingenuo::leer_textos(&mut de, 3))?;
    // Primero, lo que ha cruzado; después, lo que ha entendido el programa.
    escena.dibujar();
    let fallan = textos.iter().filter(|texto| texto.is_err()).count();
    for (i, texto) in textos.iter().enumerate() {
        match texto {
            Ok(texto) => escena.decir(&format!("Trozo {}: «{texto}»", i + 1)),
            Err(_) => escena.decir(&format!("Trozo {}: `Utf8Error`", i + 1)),
        }
    }
    let cierta = match fallan {
        0 => 0,
        1 => 2,
        _ => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        "La ñ son dos bytes, `c3 b1`, y se ha quedado uno a cada lado: ni el primer trozo acaba bien ni el segundo \
         empieza bien. `from_utf8_lossy` no lo arregla, lo tapa: daría «ma��ana» para siempre. Primero se junta el \
         mensaje entero; después se pasa a texto.",
    ))
}
