//! La consola: el único sitio que decide si hay color, cuánto cabe y cómo se dibuja una caja.
//!
//! Todo lo que se dibuja son [`Linea`]s: el texto por un lado y su estilo por otro. Solo al escribirlas se decide,
//! para cada flujo, si llevan color: hace falta una terminal, que `TERM` no sea `dumb` y que `NO_COLOR` no exista.

mod ajeno;
mod caja;
mod cronista;
mod linea;
mod parrafo;
mod renglon;
mod senales;
mod visible;

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

pub use ajeno::{Ajeno, salida_ajena};
pub use caja::{codigo, regla, tabla};
pub use cronista::{Cronista, acabar_de_narrar, lamentar, narrar};
pub use linea::{Estilo, Linea, Tramo, ancho_de, recortar};
pub use parrafo::parrafo_con_estilo;
pub(crate) use parrafo::por_palabras;
pub use renglon::Renglon;
pub use senales::{limpiar_al_morir, recoger_al_morir};
pub(crate) use visible::sin_ordenes;
pub use visible::{escapado, visible};

/// Lo que se supone de una pantalla que no se puede medir.
const COLUMNAS: usize = 80;
const FILAS: usize = 24;

/// Anchura de la terminal en columnas, entre 40 y 120; sin terminal, 80.
#[must_use]
pub fn ancho() -> usize {
    medidas().0.clamp(40, 120)
}

/// Altura de la terminal en filas, 10 como poco; sin terminal, 24.
#[must_use]
pub fn alto() -> usize {
    medidas().1.max(10)
}

fn medidas() -> (usize, usize) {
    if io::stdout().is_terminal() { de_la_terminal() } else { (COLUMNAS, FILAS) }
}

/// Lo que mide la terminal desde la que se ha arrancado el programa, aunque su salida vaya a otro sitio.
fn de_la_terminal() -> (usize, usize) {
    match crossterm::terminal::size() {
        // Algunas terminales de mentira dicen medir cero.
        Ok((columnas, filas)) if columnas > 0 && filas > 0 => (columnas.into(), filas.into()),
        _ => (COLUMNAS, FILAS),
    }
}

/// ¿Hay una persona delante? Solo si la entrada y la salida son una terminal.
#[must_use]
pub fn hay_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// ¿Lleva color lo que se escribe en `flujo`? Solo en una terminal que lo admita y sin `NO_COLOR`.
#[must_use]
pub fn con_color(flujo: &impl IsTerminal) -> bool {
    flujo.is_terminal() && color_permitido(std::env::var_os("NO_COLOR").as_deref()) && !terminal_tonta()
}

/// `NO_COLOR` prohíbe el color si existe y no está vacía, valga lo que valga (<https://no-color.org>).
fn color_permitido(no_color: Option<&std::ffi::OsStr>) -> bool {
    no_color.is_none_or(std::ffi::OsStr::is_empty)
}

/// Una terminal que solo sabe escribir una línea detrás de otra: ni colores ni mover el cursor.
#[must_use]
pub fn terminal_tonta() -> bool {
    std::env::var_os("TERM").is_some_and(|tipo| tipo == "dumb")
}

/// «la 1, la 2 y la 7».
#[must_use]
pub fn enumerar(cosas: &[String]) -> String {
    match cosas {
        [] => String::new(),
        [una] => una.clone(),
        [primeras @ .., ultima] => format!("{} y {ultima}", primeras.join(", ")),
    }
}

/// Escribe líneas en stdout, con color si lo admite.
///
/// # Errors
/// Si stdout no acepta lo que se le escribe.
pub fn escribir(lineas: &[Linea]) -> io::Result<()> {
    let mut salida = io::stdout().lock();
    let color = con_color(&salida);
    for linea in lineas {
        writeln!(salida, "{}", linea.pintar(color))?;
    }
    salida.flush()
}

/// Escribe en stdout una línea de lo que va pasando, en el acto. Es para quien está trabajando y lo seguirá haciendo aunque no
/// le lean (`servidor | head -1`): si no se puede escribir por otra cosa (el disco lleno), lo dice una vez por stderr y sigue.
pub fn contar(linea: &str) {
    static DICHO: AtomicBool = AtomicBool::new(false);
    let mut salida = io::stdout().lock();
    let Err(error) = writeln!(salida, "{linea}").and_then(|()| salida.flush()) else { return };
    drop(salida);
    if error.kind() != io::ErrorKind::BrokenPipe && !DICHO.swap(true, Ordering::Relaxed) {
        avisar(&format!("aviso: lo que voy contando no se puede escribir ({:?}), pero sigo.", error.kind()));
    }
}

/// Escribe una frase de diagnóstico en stderr: en una línea o, delante de una persona, partida por palabras. Que nadie la
/// lea no es motivo para dejar de hacer lo que se hacía (`eprintln!` acabaría el programa).
pub fn avisar(frase: &str) {
    let mut errores = io::stderr().lock();
    let frase = if errores.is_terminal() { por_palabras(&sin_ordenes(frase), ancho()) } else { frase.to_string() };
    let _ = writeln!(errores, "{frase}");
}

/// Parte un párrafo en líneas de `ancho` columnas como mucho, listas para stdout. Admite `código` entre acentos
/// graves y **negrita** entre asteriscos dobles; los colores no cuentan en la anchura.
#[must_use]
pub fn parrafo(texto: &str, ancho: usize) -> Vec<String> {
    let color = con_color(&io::stdout());
    parrafo_con_estilo(texto, ancho).iter().map(|linea| linea.pintar(color)).collect()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn no_color_prohibe_el_color_si_no_esta_vacia() {
        assert!(color_permitido(None));
        assert!(color_permitido(Some("".as_ref())));
        assert!(!color_permitido(Some("1".as_ref())));
        assert!(!color_permitido(Some("0".as_ref())));
    }

    #[test]
    fn sin_terminal_no_hay_color() {
        assert!(!con_color(&std::fs::File::open(env!("CARGO_MANIFEST_DIR").to_string() + "/Cargo.toml").unwrap()));
    }
}
