//! Lo que se ve: en la terminal del servidor, la crónica; en la de quien juega, el tablero.
//!
//! - `cronica.rs`: lo que el servidor cuenta de cada partida (lo escribe, sin hacer esperar a nadie, un `Cronista`).
//! - `tablero.rs`, `clasificacion.rs`: lo que el cliente cuenta de cada aviso.
//! - `terminal.rs`: líneas que se quedan, y la última, viva.
//! - `frases.rs`: lo que se dice igual en los dos sitios.

pub mod clasificacion;
pub mod cronica;
pub mod frases;
pub mod tablero;
pub mod terminal;
