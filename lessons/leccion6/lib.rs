//! Lección 6: UDP, y en qué se distingue de TCP. Qué hay en cada sala; por dónde se empieza a leer lo dice `main.rs`.
//!
//! - `udp`: el eco por datagramas, desde el cliente que espera para siempre hasta el que insiste con cabeza.
//! - `tcp`: el mismo eco por TCP, para ponerlo al lado.
//! - `red_mala`: una red que pierde, retrasa y repite, en este mismo ordenador.
//! - `comparar`: el mismo trabajo por los dos y por esa red, en una tabla y en barras.
//! - Sueltos: `plazo` lee un plazo de la línea de órdenes y `pantalla` escribe resultados.
//! - `guia`: lo que solo pone en escena la lección guiada; también la demostración.

pub mod comparar;
pub mod pantalla;
pub mod plazo;
pub mod red_mala;
pub mod tcp;
pub mod udp;

pub mod guia;
