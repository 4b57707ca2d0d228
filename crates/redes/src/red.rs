//! Lo que hace con la red cualquier programa del curso antes de decir nada: escuchar, llamar, no esperar para siempre y
//! atender a varios a la vez.
//!
//! Cada pieza se escribe entera en la lección que la enseña; las lecciones posteriores usan estas:
//!
//! - [`escuchar`]: abre el puerto y dice `escuchando en IP:PUERTO`. Quien abre su propio socket lo dice con [`anunciar`].
//! - [`llamar`]: prueba todas las direcciones de un nombre, con un solo plazo.
//! - [`HastaLaHora`]: lee con un plazo para todo, y no para cada byte. [`Limite`] es ese plazo, también para datagramas. [`despedirse`] cuelga sin que el otro pierda lo
//!   último que se le dijo.
//! - [`Servicio`]: un hilo para cada cliente, con aforo. [`esperar_cliente`] es la llegada de uno solo.

mod aforo;
mod escuchar;
mod llamar;
mod plazo;
mod servicio;

pub use escuchar::{anunciar, escuchar};
pub use llamar::llamar;
pub use plazo::{HastaLaHora, Limite, despedirse, es_plazo};
pub use servicio::{Servicio, esperar_cliente};
