//! Lección 2 · Eco: cliente y servidor. Qué hay en cada sitio; por dónde se empieza a leer lo dice `main.rs`.
//!
//! - Lo que se lee: `bytes`, `clasico`, `servidor`, `descuidos` y la sala `cliente`, el que comprueba que todo ha vuelto.
//! - Lo que lo sostiene: `plazo`, en dos funciones, y `pantalla`, lo que se ve en la terminal.
//! - `guia`: lo que solo pone en escena la lección guiada; también la demostración.

pub mod bytes;
pub mod clasico;
pub mod cliente;
pub mod descuidos;
pub mod pantalla;
pub mod plazo;
pub mod servidor;

pub mod guia;
