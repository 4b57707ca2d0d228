//! Los errores de siempre, escritos a propósito para verlos fallar en la guía. No los copies: cada uno tiene al lado,
//! en `lineas.rs` o en `marco.rs`, su versión buena.
//!
//! Pruébalo:   cargo run --bin leccion3
//!
//! Verás que en tu ordenador casi todos funcionan… hasta que la red reparte los bytes de otra manera.

use std::io::{self, BufRead, BufReader, Read};
use std::str::Utf8Error;

/// «Lo que da `read` es un texto»: cada trozo se pasa a texto por su cuenta.
pub fn leer_textos(stream: &mut impl Read, bufer: usize) -> io::Result<Vec<Result<String, Utf8Error>>> {
    let mut buffer = vec![0; bufer];
    let mut textos = Vec::new();
    // ANCHOR: textos
    loop {
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(textos);
        }
        let texto = str::from_utf8(&buffer[..leidos]);
        textos.push(texto.map(String::from));
    }
    // ANCHOR_END: textos
}

/// «Una línea es lo que acaba en salto»: la última, si no lo lleva, se pierde.
// ANCHOR: sin_ultima
pub fn leer_lineas(stream: &mut impl Read) -> io::Result<Vec<Vec<u8>>> {
    let (mut lineas, mut pendiente) = (Vec::new(), Vec::new());
    let mut buffer = [0; 1024];
    loop {
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(lineas);
        }
        pendiente.extend_from_slice(&buffer[..leidos]);
        while let Some(i) = pendiente.iter().position(|b| *b == b'\n') {
            lineas.push(pendiente.drain(..=i).collect());
        }
    }
}
// ANCHOR_END: sin_ultima

/// «Necesito una línea: hago un `BufReader`»: uno nuevo cada vez, y con él se va lo que había leído de más.
// ANCHOR: lector_nuevo
pub fn leer_una_linea(stream: &mut impl Read) -> io::Result<String> {
    let mut lector = BufReader::new(stream);
    let mut linea = String::new();
    lector.read_line(&mut linea)?;
    Ok(linea)
}
// ANCHOR_END: lector_nuevo

/// «Si dice que son n bytes, hago sitio para n». Devuelve lo anunciado y si el sistema ha dicho que sí.
// ANCHOR: confiado
pub fn hacer_sitio(stream: &mut impl Read) -> io::Result<(u32, bool)> {
    let mut cabecera = [0; 4];
    stream.read_exact(&mut cabecera)?;
    let longitud = u32::from_be_bytes(cabecera);
    let mut mensaje: Vec<u8> = Vec::new();
    let si = mensaje.try_reserve_exact(longitud as usize).is_ok();
    Ok((longitud, si))
}
// ANCHOR_END: confiado
