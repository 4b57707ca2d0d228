//! Un fichero en el disco, en los dos extremos: de dónde sale ([`origen`]) y dónde se guarda lo que llega
//! ([`recibido`], y [`publicar`] cuando está entero).
//!
//! No sabe por dónde viaja: lo usan igual TCP y UDP. `destino` pone los nombres, `parciales` recuerda lo que está a
//! medias y `veredicto` es lo que quien guarda contesta a quien envía.

pub mod destino;
pub mod origen;
pub mod parciales;
pub mod publicar;
pub mod recibido;
pub mod veredicto;
