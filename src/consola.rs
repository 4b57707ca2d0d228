//! La consola: el único sitio que decide si hay color, cuánto cabe y cómo se dibuja una caja.

use std::io::IsTerminal;

/// Anchura de la terminal en columnas, entre 40 y 120; sin terminal, 80.
#[must_use]
pub fn ancho() -> usize {
    crossterm::terminal::size().map_or(80, |(columnas, _)| usize::from(columnas)).clamp(40, 120)
}

/// ¿Hay una persona delante? Solo si la entrada y la salida son una terminal.
#[must_use]
pub fn hay_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Parte un párrafo en líneas de `ancho` columnas como mucho.
#[must_use]
pub fn parrafo(texto: &str, ancho: usize) -> Vec<String> {
    textwrap::wrap(texto, ancho).into_iter().map(|linea| linea.into_owned()).collect()
}
