//! El informe en binario con postcard: la misma idea que bincode, con quien la cuide. Lo usa `comparar`.
//!
//! Pruébalo:   cargo run --bin leccion5 -- comparar
//!
//! Este es el único fichero que nombra postcard. No tiene límite que poner, porque no le hace falta: antes de reservar
//! nada mira si esos bytes están de verdad en el mensaje. Que sobre algo detrás, tampoco lo mira.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::informe::{Informe, Motivo, medir, sobran};

/// Lee el informe, y nada más que el informe.
// ANCHOR: descodificar
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    medir(bytes)?;
    let (informe, resto) = postcard::take_from_bytes(bytes)
        .map_err(|error| explicar(&error))?;
    match resto.len() {
        0 => Ok(informe),
        cuantos => Err(sobran(cuantos)),
    }
}
// ANCHOR_END: descodificar

/// Un informe, o cualquier otra cosa, en binario.
pub fn codificar(cosa: &impl Serialize) -> Result<Vec<u8>, Motivo> {
    postcard::to_stdvec(cosa)
        .map_err(|_| "postcard no sabe escribirlo".to_string())
}

/// Cualquier cosa que hayamos codificado nosotros: para las medidas.
pub fn descodificar_propio<T: DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, Motivo> {
    postcard::from_bytes(bytes).map_err(|error| explicar(&error))
}

fn explicar(error: &postcard::Error) -> Motivo {
    match error {
        postcard::Error::DeserializeUnexpectedEnd => {
            "se acaba antes de tiempo".to_string()
        }
        postcard::Error::DeserializeBadUtf8 => {
            "un texto no es UTF-8".to_string()
        }
        postcard::Error::DeserializeBadVarint => {
            "una longitud no es una longitud".to_string()
        }
        _ => "no es un informe en postcard".to_string(),
    }
}
