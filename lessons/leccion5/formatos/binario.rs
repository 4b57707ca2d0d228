//! El informe en binario con bincode: cada texto es su longitud y sus bytes. Ni nombres de campos ni comillas.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato bincode
//! y en otra terminal:   cargo run --bin leccion5 -- cliente --formato bincode
//!
//! Este es el único fichero que nombra bincode. Está sin mantenimiento (RUSTSEC-2025-0141): si un día hay que cambiarlo,
//! se cambia aquí. `postal.rs` es lo mismo con postcard, que sí lo tiene.

use bincode::config::{Configuration, LittleEndian, Varint, standard};
use bincode::error::DecodeError;
use redes::cifras::en_bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::informe::{Informe, MAXIMO, Motivo, medir, sobran};

/// La configuración de siempre y un tope a lo que puede pedir un mensaje.
// ANCHOR: limite
const CON_LIMITE: Configuration<
    LittleEndian,
    Varint,
    bincode::config::Limit<MAXIMO>,
> = standard().with_limit::<MAXIMO>();
// ANCHOR_END: limite

/// Un informe, o cualquier otra cosa, en binario.
pub fn codificar(cosa: &impl Serialize) -> Result<Vec<u8>, Motivo> {
    bincode::serde::encode_to_vec(cosa, CON_LIMITE)
        .map_err(|_| "bincode no sabe escribirlo".to_string())
}

/// Lee el informe, y nada más que el informe.
// ANCHOR: descodificar
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    medir(bytes)?;
    let (informe, leidos) =
        bincode::serde::decode_from_slice(bytes, CON_LIMITE)
            .map_err(|error| explicar(&error))?;
    // bincode lee lo suyo y no mira lo que queda detrás: lo miramos
    // nosotros, o nadie.
    match bytes.len() - leidos {
        0 => Ok(informe),
        cuantos => Err(sobran(cuantos)),
    }
}
// ANCHOR_END: descodificar

/// Como [`descodificar`], sin límite: con un mensaje hostil, el programa entero muere. Para la guía, en un proceso aparte.
// ANCHOR: sin_limite
pub fn descodificar_sin_limite(
    bytes: &[u8], // el límite es el del ordenador
) -> Result<Informe, Motivo> {
    bincode::serde::decode_from_slice(bytes, standard())
        .map(|(informe, _)| informe)
        .map_err(|error| explicar(&error))
}
// ANCHOR_END: sin_limite

/// Cualquier cosa que hayamos codificado nosotros: sin tope, y sin mirar si sobra algo. Dice cuántos bytes ha leído.
pub fn descodificar_propio<T: DeserializeOwned>(
    bytes: &[u8],
) -> Result<(T, usize), Motivo> {
    bincode::serde::decode_from_slice(bytes, standard())
        .map_err(|error| explicar(&error))
}

fn explicar(error: &DecodeError) -> Motivo {
    match error {
        DecodeError::UnexpectedEnd { .. } => {
            "se acaba antes de tiempo".to_string()
        }
        DecodeError::LimitExceeded => {
            format!("pide más de {}, que es el tope", en_bytes(MAXIMO))
        }
        DecodeError::Utf8 { .. } => "un texto no es UTF-8".to_string(),
        DecodeError::InvalidIntegerType { .. } => {
            "una longitud no es una longitud".to_string()
        }
        DecodeError::OutsideUsizeRange(_) => {
            "una longitud no cabe en este ordenador".to_string()
        }
        _ => "no es un informe en bincode".to_string(),
    }
}
