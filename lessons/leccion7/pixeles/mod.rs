//! `leccion7 pixeles`: una imagen que se dibuja en una ventana mientras llega por UDP, píxel a píxel.
//!
//! El orden para leerlo: [`protocolo`] (qué cruza el cable), [`lienzo`] (qué se hace con ello), [`recepcion`] (una imagen a medio llegar), [`receptor`] y
//! [`emisor`] (quién decide qué) y, por último, [`servidor`] y [`cliente`] (los sockets).

pub mod barra;
pub mod bloques;
pub mod canal;
pub mod cliente;
pub mod emisor;
pub mod estimacion;
pub mod frases;
pub mod guardado;
pub mod imagen;
pub mod informe;
pub mod lienzo;
pub mod ordenes;
pub mod protocolo;
pub mod recepcion;
pub mod receptor;
pub mod servidor;
pub mod terminal;
pub mod ventana;

#[cfg(test)]
mod pruebas;
