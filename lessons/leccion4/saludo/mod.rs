//! El principio: un servidor que saluda a cada navegador desde su propio hilo.
//!
//! - `saludar.rs`: atender una conexión.
//! - `visita.rs`: qué es una visita, y la cuenta de todas, que comparten los hilos.
//! - `http.rs`: lo justo para entenderse con un navegador.
//! - `servir.rs`: todo junto.

pub mod http;
pub mod saludar;
pub mod servir;
pub mod visita;
