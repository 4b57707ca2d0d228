//! El protocolo del concurso: qué se dicen el cliente y el servidor, y cómo se escribe.
//!
//! Cada mensaje viaja en un marco (cuatro bytes con su longitud, como en la lección 3) y dentro lleva JSON, que se lee
//! a simple vista: `{"tipo":"responder","pregunta":1,"respuesta":"Júpiter"}`. Cómo hace `serde` para convertirlo en un
//! valor de Rust es la lección 5; aquí importa otra cosa: **los campos tienen nombre**. Con `["4", "Júpiter"]`, que es
//! lo que enviaba el programa de Python, hay que saberse qué significa un 4 y qué va en cada posición.

use serde::{Deserialize, Serialize};

use super::tabla::Tabla;

// ANCHOR: orden
/// Lo que un cliente puede pedir.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
pub enum Orden {
    Unirse { equipo: String },
    Responder { pregunta: usize, respuesta: String },
}
// ANCHOR_END: orden

/// Lo que el servidor cuenta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
pub enum Aviso {
    /// Ya estás dentro. Se empieza cuando haya `hacen_falta`.
    Bienvenida { equipo: String, hay: usize, hacen_falta: usize },
    /// Ha cambiado cuántos sois en la sala.
    Sala { hay: usize, hacen_falta: usize },
    /// Hay una partida en marcha: juegas la siguiente, y tienes a `delante` esperando antes que tú.
    EnCola { equipo: String, delante: usize },
    /// Empieza la partida.
    Empieza { jugadores: usize, rondas: usize },
    /// Una pregunta, y cuánto hay para contestarla.
    Pregunta {
        numero: usize,
        de: usize,
        texto: String,
        milisegundos: u64,
    },
    /// Tu respuesta está apuntada. Si es buena se sabrá al cerrar la pregunta (por el cable no va: alguien miraría).
    Anotada {
        numero: usize,
        #[serde(skip)]
        acierto: bool,
    },
    /// Se ha cerrado la pregunta.
    Resultado {
        numero: usize,
        correcta: String,
        contestaste: bool,
        acertaste: bool,
        tabla: Tabla,
    },
    /// Se acabó. Más de un ganador es un empate; ninguno, que nadie ha puntuado.
    Fin { ganadores: Vec<String>, tabla: Tabla },
    /// Algo que conviene saber.
    Nota { texto: String },
    /// Lo que has enviado no vale, y por qué.
    Error { motivo: String },
}
