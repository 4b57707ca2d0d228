//! HTTP, lo justo para que un navegador nos entienda: qué pide, hasta dónde se lee y qué se le contesta.
//!
//! Todo son bytes que entran y bytes que salen: aquí no hay ningún socket.

mod apunte;
pub mod estado;
pub mod lectura;
mod maneras;
pub mod pagina;
pub mod peticion;
pub mod respuesta;
