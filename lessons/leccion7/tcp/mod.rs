//! Un fichero por TCP: se dice por delante cuánto ocupa y cuánto suma, y por detrás vuelve si ha quedado guardado.
//!
//! [`anuncio`] es lo que va delante; [`enviar`] y [`recibir`], los dos extremos de la conversación. Alrededor: `llamar` y
//! `escucha` del lado que envía, `servidor` (un hilo por conversación) del que recibe y `relato`, que lo pone en palabras.

pub mod anuncio;
pub mod enviar;
pub mod escucha;
pub mod llamar;
pub mod llenar;
pub mod recibir;
pub mod relato;
pub mod servidor;
