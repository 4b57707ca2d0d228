//! Lo último que dice un programa: su fallo, o nada si ya no hay quien lo lea.
//!
//! Rust desactiva la señal SIGPIPE al empezar: cuando quien lee nuestra salida se va (`leccion3 demo | head -3`), el
//! siguiente `println!` no puede escribir y entra en pánico. Para quien lo usa no ha fallado nada: ya tenía lo que
//! quería. Aquí se reconoce ese pánico y se acaba en silencio.
//!
//! Eso vale para quien **solo imprime**: una lista, la ayuda, la demostración. Un programa que está trabajando (un servidor, un
//! cliente a media conversación) no usa `println!`: cuenta lo que pasa con [`consola::contar`], que no acaba con nada, y lo que es
//! su resultado lo escribe él y mira con [`alguien_lee`](super::alguien_lee) qué ha sido de ello.

use std::io::{self, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};
use std::process;

use super::{Fallo, explicar};
use crate::consola::{self, Estilo, Linea};

/// Desde ahora, si un `println!` no puede escribir, el programa acaba: en silencio y con código 0 si es que quien leía
/// se ha ido; con su error y código 1 si es otra cosa (el disco lleno). Los demás pánicos siguen como estaban.
///
/// La llama [`argumentos::leer`](crate::argumentos::leer), así que la tienen todos los programas del curso.
pub fn vigilar_salida() {
    let anterior = panic::take_hook();
    panic::set_hook(Box::new(move |panico| match sin_escribir(panico) {
        None => anterior(panico),
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => process::exit(0),
        Some(error) => {
            contar(&Fallo::al_mostrar(error));
            process::exit(1);
        }
    }));
}

/// El error de escritura que hay detrás de un pánico de `println!` o `eprintln!`, si lo es.
fn sin_escribir(panico: &PanicHookInfo<'_>) -> Option<io::Error> {
    error_de_escritura(panico.payload().downcast_ref::<String>()?)
}

/// `std` lo dice solo en el texto: «failed printing to stdout: Broken pipe (os error 32)».
fn error_de_escritura(mensaje: &str) -> Option<io::Error> {
    let detalle = mensaje.strip_prefix("failed printing to std")?;
    let numero = detalle.rsplit_once("os error ").and_then(|(_, resto)| resto.trim_end_matches(')').parse().ok());
    Some(
        numero
            .map_or_else(|| io::Error::other(explicar(&io::ErrorKind::WriteZero.into())), io::Error::from_raw_os_error),
    )
}

/// Escribe el fallo en stderr: en una línea o, delante de una persona, partido por palabras. Si tampoco hay quien lea
/// stderr, no queda nada que hacer.
pub(super) fn contar(fallo: &Fallo) {
    let mut errores = io::stderr().lock();
    let frase = format!("error: {fallo}");
    let frase = if errores.is_terminal() {
        consola::por_palabras(&consola::sin_ordenes(&frase), consola::ancho())
    } else {
        frase
    };
    let rotulo = Linea::vacia().con(Estilo::Mal, "error:").pintar(consola::con_color(&errores));
    let _ = writeln!(errores, "{rotulo}{}", frase.strip_prefix("error:").unwrap_or(&frase));
}

// Los números son los de Linux; el texto de delante, el mismo en todos.
#[cfg(all(test, target_os = "linux"))]
mod pruebas {
    use super::*;

    #[test]
    fn se_reconoce_lo_que_dice_println() {
        let clase = |mensaje| error_de_escritura(mensaje).map(|error| error.kind());
        let roto = "failed printing to stdout: Broken pipe (os error 32)";
        let lleno = "failed printing to stdout: No space left on device (os error 28)";
        assert_eq!(clase(roto), Some(io::ErrorKind::BrokenPipe));
        assert_eq!(clase(lleno), Some(io::ErrorKind::StorageFull));
        assert_eq!(clase("failed printing to stderr: Broken pipe (os error 32)"), Some(io::ErrorKind::BrokenPipe));
        assert_eq!(clase("index out of bounds"), None);
    }
}
