//! `leccion7 tcp` y `leccion7 udp`: un fichero cualquiera, de un ordenador a otro, sin que falte ni sobre un bit.
//!
//! El orden para leerlo: [`origen`] y [`recibido`] (los dos extremos: de dónde sale y dónde se guarda), [`anuncio`] (lo
//! que se dice antes de empezar), [`tcp_cliente`] y [`tcp_servidor`]. Y después lo mismo por UDP: [`datagrama`] (qué cruza
//! el cable), [`ventana`] y [`receptor`] (máquinas puras), [`udp_cliente`] y [`udp_servidor`] (los sockets).

pub mod anuncio;
pub mod barra;
pub mod datagrama;
pub mod ordenes;
pub mod origen;
pub mod receptor;
pub mod recibido;
pub mod tcp_cliente;
pub mod tcp_servidor;
pub mod udp_cliente;
pub mod udp_servidor;
pub mod ventana;

#[cfg(test)]
mod pruebas;
