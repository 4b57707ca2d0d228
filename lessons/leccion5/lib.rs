//! Lección 5 · Interpretar y serializar: el mismo informe como texto, JSON, binario y pickle.
//!
//! - `informe`: los tres datos que cada ordenador envía al inventario; `equipo` los averigua y `muestra` los inventa.
//! - `formatos`: cómo se escribe y se lee un informe en cada formato, uno por fichero.
//! - `mensajes`: dónde acaba un informe y empieza el siguiente en un flujo de bytes.
//! - `servidor` y `cliente`: los dos programas del inventario.
//! - `comparar`: cuánto ocupa y cuánto tarda cada formato, y qué le hace un bit cambiado.
//! - `pantalla`: la tabla de cada informe y las frases de lo que va mal.
//! - `guia`: la lección guiada, paso a paso, y la demostración.
//!
//! Por dónde empezar a leer lo dice `main.rs`.

pub mod cliente;
pub mod comparar;
pub mod equipo;
pub mod formatos;
pub mod informe;
pub mod mensajes;
pub mod muestra;
pub mod pantalla;
pub mod servidor;

pub mod guia;
