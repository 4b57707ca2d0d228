//! El informe en JSON: texto que se explica solo, con el nombre de cada campo delante de su valor.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato json
//! y en otra terminal:   cargo run --bin leccion5 -- cliente --formato json
//!
//! `serde_json` escapa los saltos de línea, comprueba que no sobre nada detrás y no llena la pila por muy anidado que
//! venga. Lo que no hace es poner un tope de tamaño: eso es nuestro.

use crate::formatos::json_en_espanol::explicar;
use crate::informe::{Informe, Motivo, medir};

/// El informe en JSON. No falla nunca: tres textos siempre caben en JSON.
// ANCHOR: codificar
pub fn codificar(informe: &Informe) -> Result<Vec<u8>, Motivo> {
    serde_json::to_vec(informe).map_err(|error| explicar(&error))
}
// ANCHOR_END: codificar

/// Lee el informe. Los campos que no conoce los pasa por alto: así un cliente más nuevo puede hablar con este servidor.
// ANCHOR: descodificar
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    medir(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| explicar(&error))
}
// ANCHOR_END: descodificar
