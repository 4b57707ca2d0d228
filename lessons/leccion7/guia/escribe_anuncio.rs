//! Paso 3: quien aprende pone el anuncio delante del fichero.

use redes::guia::{Descuido, Escribe, Paso, Se};

const BIEN: &str = include_str!("partidas/enviar.rs");

/// Lo que hay que escribir empieza en una línea y acaba en otra.
const DESDE: &str = "    let mut anuncio = ";
const HASTA: &str = "    stream.write_all(&datos)?;";

pub fn paso() -> Paso {
    let (antes, resto) = BIEN.split_once(DESDE).unwrap_or((BIEN, ""));
    let (_, despues) = resto.split_once(HASTA).unwrap_or_default();
    Paso::nuevo("escribe-anuncio", "Escribe: el anuncio")
        .parrafo(
            "Este emisor envía los bytes del fichero y espera el veredicto, pero el receptor no sabe qué le llega: cree que los \
             primeros bytes son el anuncio.",
        )
        .escribe(Escribe {
            fichero: "enviar.rs",
            partida: format!("{antes}{HASTA}{despues}"),
            donde: "stream.write_all(&datos)?;",
            encargo: "Antes de los datos, envía el anuncio: `FT1` y un salto de línea; el tamaño, en 8 bytes; la suma, en 4; lo que \
                      ocupa el nombre, en 2; y el nombre. La suma la calcula `crc32(&datos)`, que está al final.",
            charla: "enviar_archivo_tcp/un-fichero",
            busca: Se::Arregla,
            bien: BIEN,
            mal: Descuido {
                quita: "(datos.len() as u64).to_be_bytes()",
                pon: "(datos.len() as u64).to_le_bytes()",
                codigo: "R12",
            },
            pista: "Un `Vec` al que se le va añadiendo, con `extend`, lo que da `to_be_bytes()`. `datos.len()` es un `usize`: antes, \
                    `as u64`, o `as u16` para la longitud del nombre.",
            relato: "18 bytes y un nombre, y ya no hace falta marca de final: el receptor sabe cuántos bytes esperar y cuánto tienen que \
                     sumar. Es el comienzo del reto `enviar_archivo_tcp`: `cargo run -- vigilar enviar_archivo_tcp`.",
        })
}
