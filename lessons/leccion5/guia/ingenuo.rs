//! Los errores de siempre, escritos a propósito para verlos fallar en la guía. No los copies: cada uno tiene su versión
//! buena en `formatos/texto.rs`, en `mensajes.rs` o en `formatos/binario.rs`.
//!
//! Pruébalo:   cargo run --bin leccion5

use std::io::{self, Read};

use crate::informe::Informe;

/// «Corto por los saltos y cojo los tres primeros»: lo que sobra, o lo que falta, no se mira.
// ANCHOR: cortar
pub fn cortar(texto: &str) -> Informe {
    let mut lineas = texto.split('\n');
    let mut campo = || lineas.next().unwrap_or_default().to_string();
    Informe { fecha: campo(), nombre: campo(), version: campo() }
}
// ANCHOR_END: cortar

/// «Con 1024 bytes sobra»: una sola lectura, y lo que haya.
// ANCHOR: una_lectura
pub fn una_lectura(stream: &mut impl Read) -> io::Result<String> {
    let mut buffer = [0; 1024];
    let leidos = stream.read(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..leidos]).into_owned())
}
// ANCHOR_END: una_lectura
