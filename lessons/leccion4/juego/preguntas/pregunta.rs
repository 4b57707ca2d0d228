//! Una pregunta, y qué respuestas valen.

use redes::consola::visible;
use serde::Deserialize;

use crate::juego::texto::simplificar;

/// Lo más larga que puede ser una pregunta o una respuesta, en letras: tiene que caber en una pantalla.
const LARGO: usize = 300;

/// Cuántas respuestas puede admitir una pregunta. Cada una se compara con la de cada jugador, y los demás esperan.
const RESPUESTAS: usize = 50;

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
                principio(&self.texto)
            ));
        }
        let cuantas = self.respuestas.len();
        if cuantas > RESPUESTAS {
            return Some(format!(
                "«{}» tiene {cuantas} respuestas y caben {RESPUESTAS}",
                principio(&self.texto)
            ));
        }
        let larga = self
            .respuestas
            .iter()
            .chain([&self.texto])
            .find(|texto| texto.chars().count() > LARGO)?;
        Some(format!(
            "«{}» es demasiado larga: caben {LARGO} letras",
            principio(larga)
        ))
    }

    /// La respuesta que se enseña.
    pub fn correcta(&self) -> &str {
        self.respuestas.first().map_or("", String::as_str)
    }
}

/// Lo justo de un texto del fichero para saber de cuál se habla. Está en una queja, camino de una terminal: no manda.
pub(super) fn principio(texto: &str) -> String {
    match texto.char_indices().nth(60) {
        Some((corte, _)) => visible(&texto[..corte]) + "…",
        None => visible(texto),
    }
}
