//! Una imagen que se dibuja mientras llega por UDP, píxel a píxel.
//!
//! Qué cruza el cable: [`plano`] y `datagrama`. Qué se hace con ello: [`lienzo`] (con sus `marcas` y su `vista`),
//! `recepcion` (una imagen a medio llegar) y `receptor` (quién decide qué). Quién lo mueve: `servidor` con su `sesion`, y al
//! otro lado `envio`, con acuses (`enviar`) o sin ellos (`a_ciegas`), por un `canal`. Lo demás son ficheros (`imagen`, `png`,
//! `guardado`) y palabras (`aviso`, `informe`, `relato`, `estimacion`).

pub mod a_ciegas;
pub mod aviso;
pub mod canal;
pub mod datagrama;
pub mod enviar;
pub mod envio;
pub mod estimacion;
pub mod guardado;
pub mod hito;
pub mod imagen;
pub mod informe;
mod jpeg;
pub mod lienzo;
pub mod marcas;
pub mod plano;
pub mod png;
pub mod recepcion;
pub mod receptor;
pub mod relato;
pub mod servidor;
pub mod sesion;
pub mod vista;

#[cfg(test)]
mod pruebas;
