//! Las preguntas: unas treinta y tantas que vienen puestas, o las tuyas en un fichero JSON.
//!
//! Un fichero de preguntas es una lista. La primera respuesta es la que se enseña; las demás también valen:
//!
//! ```json
//! [
//!   { "pregunta": "¿Qué puerto usa HTTP?", "respuestas": ["80", "ochenta"] }
//! ]
//! ```
//!
//! Si está mal escrito, se dice en qué línea y por qué, que es lo único que sirve para arreglarlo.

#[path = "preguntas/lectura.rs"]
mod lectura;

use std::path::Path;

use redes::errores::{Fallo, Resultado};
use serde::Deserialize;

use crate::texto::simplificar;
use lectura::leer;

/// Las que vienen con el curso.
const INCLUIDAS: &str = include_str!("preguntas.json");

/// Lo más larga que puede ser una pregunta o una respuesta, en letras: tiene que caber en una pantalla.
const LARGO: usize = 300;

/// Una pregunta y las respuestas que valen. Con nombres, y no `(String, Vec<String>)`: quien lee `pregunta.texto` no
/// tiene que recordar qué iba en la posición cero.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pregunta {
    #[serde(rename = "pregunta")]
    pub texto: String,
    pub respuestas: Vec<String>,
}

impl Pregunta {
    /// ¿Vale esta respuesta?
    pub fn acierta(&self, respuesta: &str) -> bool {
        let respuesta = simplificar(respuesta);
        self.respuestas
            .iter()
            .any(|buena| simplificar(buena) == respuesta)
    }

    /// Por qué no vale, si no vale.
    fn defecto(&self) -> Option<String> {
        if simplificar(&self.texto).is_empty() {
            return Some("la pregunta está vacía".to_string());
        }
        if self.respuestas.is_empty()
            || self
                .respuestas
                .iter()
                .any(|respuesta| simplificar(respuesta).is_empty())
        {
            return Some(format!(
                "a «{}» le falta la respuesta, o tiene una vacía",
                self.texto
            ));
        }
        let larga = self
            .respuestas
            .iter()
            .chain([&self.texto])
            .find(|texto| texto.chars().count() > LARGO)?;
        let principio: String = larga.chars().take(20).collect();
        Some(format!(
            "«{principio}…» es demasiado larga: caben {LARGO} letras"
        ))
    }

    /// La respuesta que se enseña.
    pub fn correcta(&self) -> &str {
        self.respuestas.first().map_or("", String::as_str)
    }
}

/// Las preguntas del fichero o, si no hay fichero, las incluidas.
///
/// # Errors
/// Si no se puede leer, o si no está bien escrito: con la línea y la razón.
pub fn cargar(fichero: Option<&Path>) -> Resultado<Vec<Pregunta>> {
    let Some(ruta) = fichero else {
        return leer(INCLUIDAS).map_err(|motivo| {
            Fallo::nuevo(format!(
                "las preguntas incluidas están mal: {motivo}"
            ))
        });
    };
    let bytes = std::fs::read(ruta)
        .map_err(|error| Fallo::al_leer(ruta, error))?;
    let mal = |motivo| {
        Fallo::nuevo(format!("«{}» no vale como fichero de preguntas: {motivo}", ruta.display()))
            .remedio(r#"Cada una se escribe así: { "pregunta": "¿…?", "respuestas": ["…"] }, y todas van entre [ y ]."#)
    };
    match std::str::from_utf8(&bytes) {
        Ok(texto) => leer(texto).map_err(mal),
        Err(error) => {
            let linea = 1 + bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            Err(mal(format!(
                "en la línea {linea} hay letras que no son UTF-8 (guárdalo como UTF-8)"
            )))
        }
    }
}

#[cfg(test)]
#[path = "preguntas/pruebas.rs"]
mod pruebas;
