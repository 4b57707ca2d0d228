//! Lo que se ve en la terminal, sin nada de red.

pub mod frases;
pub mod marcador;
