//! El eco por UDP.
//!
//! - Lo que se lee: `ingenuo`, `datagramas`, `servidor`, `peticion`, `preguntar` y `cliente`.
//! - Lo que lo sostiene: `trato` son las opciones del cliente; `eco`, `avisos` y `fallos`, lo que se le dice a una
//!   persona; `destino` busca la dirección del servidor, y `entrada`, el mensaje; `eco_en_hilo` es un servidor dentro de este
//!   programa.

pub mod avisos;
pub mod cliente;
pub mod datagramas;
pub mod destino;
pub mod eco;
pub mod eco_en_hilo;
pub mod entrada;
pub mod fallos;
pub mod ingenuo;
pub mod peticion;
pub mod preguntar;
pub mod servidor;
pub mod trato;

#[cfg(test)]
mod pruebas;
