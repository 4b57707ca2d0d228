//! Una pregunta, y qué respuestas valen.

use serde::Deserialize;

use crate::juego::texto::simplificar;

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
    pub(super) fn defecto(&self) -> Option<String> {
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
