//! Los errores de `serde_json` vienen en inglés: aquí se cuentan, en español, los que se ven a menudo.

use serde_json::error::{Category, Error};

use crate::informe::Motivo;

/// Por qué no es un informe, y dónde.
pub fn explicar(error: &Error) -> Motivo {
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
