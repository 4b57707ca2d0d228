//! El informe en JSON: texto que se explica solo, con el nombre de cada campo delante de su valor.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato json
//! y en otra terminal:   cargo run --bin leccion5 -- cliente --formato json
//!
//! `serde_json` escapa los saltos de línea, comprueba que no sobre nada detrás y no llena la pila por muy anidado que
//! venga. Lo que no hace es poner un tope de tamaño: eso es nuestro.

use serde_json::error::{Category, Error};

use super::informe::{Informe, Motivo, medir};

/// El informe en JSON.
///
/// # Errors
/// Nunca con un informe: tres textos siempre caben en JSON.
// ANCHOR: codificar
pub fn codificar(informe: &Informe) -> Result<Vec<u8>, Motivo> {
    serde_json::to_vec(informe).map_err(|error| explicar(&error))
}
// ANCHOR_END: codificar

/// Lee el informe. Los campos que no conoce los pasa por alto: así un
/// cliente más nuevo puede hablar con este servidor.
///
/// # Errors
/// Por qué no es un informe, y dónde.
// ANCHOR: descodificar
pub fn descodificar(bytes: &[u8]) -> Result<Informe, Motivo> {
    medir(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| explicar(&error))
}
// ANCHOR_END: descodificar

/// Los errores de `serde_json` vienen en inglés: aquí se cuentan los que se ven a menudo.
fn explicar(error: &Error) -> Motivo {
    let ingles = error.to_string();
    let citado = ingles.split('`').nth(1).unwrap_or_default();
    let que = match error.classify() {
        Category::Eof => "el JSON se acaba a medias".to_string(),
        _ if ingles.starts_with("missing field") => {
            format!("falta el campo «{citado}»")
        }
        _ if ingles.starts_with("duplicate field") => {
            format!("el campo «{citado}» está repetido")
        }
        _ if ingles.starts_with("trailing characters") => {
            "sobra algo detrás del JSON".to_string()
        }
        Category::Data => {
            "un valor no es del tipo que toca: los tres son textos"
                .to_string()
        }
        Category::Syntax | Category::Io => "no es JSON".to_string(),
    };
    format!(
        "{que} (línea {}, columna {})",
        error.line(),
        error.column()
    )
}
