//! Las preguntas: unas treinta y tantas que vienen puestas, o las tuyas en un fichero JSON.
//!
//! - `pregunta.rs`: una pregunta, y qué respuestas valen.
//! - `lectura.rs`: sacarlas del texto de un fichero, y decir en qué línea está mal.
//! - `preguntas.json`: las que vienen con el curso.
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

pub mod lectura;
pub mod pregunta;

#[cfg(test)]
mod pruebas;
