//! El cliente del concurso: se juega en la terminal, o por una tubería con una respuesta por línea.
//!
//! - `jugar.rs`: conectar, y atender lo que vaya pasando.
//! - `novedad.rs`: lo que puede pasar.
//! - `escucha.rs`, `teclado.rs`: los hilos que lo cuentan: uno lee del servidor; el otro, del teclado.
//! - `lineas.rs`: lo que llega por una tubería, con límite.
//! - `concursante/`: lo que hay que recordar, y qué se contesta.

pub mod concursante;
pub mod escucha;
pub mod jugar;
pub mod lineas;
pub mod novedad;
pub mod teclado;
