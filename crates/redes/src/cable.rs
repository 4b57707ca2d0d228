//! El cable: la transcripción de lo que cruza la red (cuándo, hacia dónde, qué bytes) y su dibujo.
//!
//! Se llena de dos maneras. [`Puente`] se pone en medio de una conexión TCP de verdad y apunta lo que cruza,
//! sin que ninguno de los dos programas se entere. [`Cable::observar`] envuelve un extremo y apunta cada
//! `read` y cada `write` que hace ese programa: así se ve que no tienen por qué coincidir.
//!
//! El dibujo son [`Linea`](crate::consola::Linea)s: qué se dibuja, por un lado; con qué color, por otro.

mod bytes;
mod dibujo;
mod puente;
mod transcripcion;

pub use bytes::{en_hexadecimal, en_texto};
pub use dibujo::{Formato, Trazo, dibujar, trazar};
pub use puente::{Parada, Puente};
pub use transcripcion::{Anotacion, Cable, Lado, Muestra, Observado, Suceso};
