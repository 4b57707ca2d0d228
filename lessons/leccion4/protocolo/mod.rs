//! El protocolo: qué se dicen el cliente y el servidor, y cómo se escribe por el cable.
//!
//! - `mensajes.rs`: lo que un cliente pide y lo que el servidor cuenta.
//! - `tabla.rs`: la clasificación, como la ve cada jugador.
//! - `marcos.rs`: un mensaje dentro de su marco, y al revés.
//! - `python/`: lo mismo, como lo escriben los programas de Python de la serie.
//! - `eleccion.rs`: con cuál de los dos se habla.

pub mod eleccion;
pub mod marcos;
pub mod mensajes;
pub mod python;
pub mod tabla;
