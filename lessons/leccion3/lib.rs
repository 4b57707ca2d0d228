//! Lección 3: TCP es un flujo de bytes, no de mensajes. Qué hay en cada sitio; por dónde se empieza a leer lo dice `main.rs`.
//!
//! - Lo que se lee: `crudo`, `ingenuo`, `lineas`, `marco`, `modo`, `servidor` y `cliente`.
//! - Lo que lo sostiene: `mensajes` dice de dónde salen los que envía el cliente, `respuestas` cuenta los que le vuelven, y
//!   `pantalla` enseña unos bytes en una línea.
//! - `guia`: lo que solo pone en escena la lección guiada; también la demostración.

pub mod cliente;
pub mod crudo;
pub mod ingenuo;
pub mod lineas;
pub mod marco;
pub mod mensajes;
pub mod modo;
pub mod pantalla;
pub mod respuestas;
pub mod servidor;

pub mod guia;
