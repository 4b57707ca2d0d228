//! Una red mala, en este mismo ordenador.
//!
//! - `intermediario`: se pone entre el cliente y el servidor, y les aplica las fallas que se le den. Por dentro, `udp` pasa
//!   datagramas y `tcp`, trozos de un flujo; `latido` es cada cuánto miran si ya pueden soltar algo.
//! - `reenviar`: la falla que hace esperar a TCP lo que costarían sus reenvíos.

pub mod intermediario;
pub mod reenviar;

mod latido;
mod tcp;
mod udp;
