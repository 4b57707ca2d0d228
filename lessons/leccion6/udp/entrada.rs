//! De dónde sale el mensaje: de los argumentos, de una tubería o del teclado.

use std::io::{self, IsTerminal, Read};

use redes::errores::{Fallo, Resultado};

/// Lo que hay que enviar.
pub enum Entrada {
    /// Esto, entero.
    Mensaje(Vec<u8>),
    /// Cada línea que alguien escriba.
    Teclado,
}

/// Elige la entrada. De una tubería no lee más de `limite` bytes y uno: con eso ya se sabe que no cabe.
///
/// # Errors
/// Si no se puede leer la tubería.
pub fn elegir(mensaje: &[String], limite: usize) -> Resultado<Entrada> {
    if !mensaje.is_empty() {
        return Ok(Entrada::Mensaje(mensaje.join(" ").into_bytes()));
    }
    if io::stdin().is_terminal() {
        return Ok(Entrada::Teclado);
    }
    let mut todo = Vec::new();
    io::stdin()
        .take(limite as u64 + 1)
        .read_to_end(&mut todo)
        .map_err(|error| Fallo::de_sistema("no he podido leer lo que había que enviar", error))?;
    Ok(Entrada::Mensaje(todo))
}
