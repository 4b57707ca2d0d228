//! Lección 1 · El primer servidor. Qué hay en cada sitio; por dónde se empieza a leer lo dice `main.rs`.
//!
//! - Lo que se lee: `saludo`, `abrir`, `direcciones`, `plazo`, `atender`, `servidor` y, en la sala `http`, el idioma de los
//!   navegadores.
//! - Lo que lo sostiene, en una línea: `aforo` cuenta cuántos hay dentro, `invitar` dice a qué dirección llamar y `queja`, lo
//!   que va mal.
//! - `guia`: lo que solo pone en escena la lección guiada; también la demostración.

pub mod abrir;
pub mod aforo;
pub mod atender;
pub mod direcciones;
pub mod http;
pub mod invitar;
pub mod plazo;
pub mod queja;
pub mod saludo;
pub mod servidor;

pub mod guia;
