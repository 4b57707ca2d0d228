//! Hablar como los programas de Python de la serie: los ficheros acaban en `END`, y los píxeles son pickles.
//!
//! Sirve para que un programa antiguo converse con los nuestros, en los dos sentidos. Estos protocolos no dicen cuánto se
//! envía, ni suman, ni numeran: nosotros decimos lo que no se puede saber.

pub mod cola;
pub mod pixeles;
pub mod receptor;
pub mod tcp;
pub mod traductor;
pub mod udp;

#[cfg(test)]
mod pruebas;

/// La marca con la que aquellos programas dicen que han acabado.
pub const END: &[u8; 3] = b"END";

/// Lo que aquellos programas leen y envían de una vez.
pub const TROZO: usize = 1024;
