//! Los ejemplos del libro, página a página, para que `cargo test` los compile (y ejecute los que se pueden ejecutar).
//!
//! Qué páginas hay lo mira `build.rs`: una nueva no hay que apuntarla en ningún sitio.

#![cfg(doctest)]

include!(concat!(env!("OUT_DIR"), "/paginas.rs"));
