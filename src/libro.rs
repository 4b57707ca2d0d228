//! `curso libro`: el libro lo construye otro programa, que se compila cuando se pide y no cada vez que se abre el curso.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz;

/// Segundos que tarda en compilar por primera vez, más o menos.
const COMPILA_EN: u32 = 15;

/// Lo que se le pide al libro, si la orden es suya: sus argumentos, tal cual. Los entiende él, también `--help`.
pub fn pedido() -> Option<Vec<OsString>> {
    let mut argumentos = env::args_os().skip(1);
    (argumentos.next()? == "libro").then(|| argumentos.collect())
}

/// Deja su sitio al programa del libro, en esta misma terminal: el curso acaba como acabe él.
pub fn delegar(argumentos: &[OsString]) -> Resultado<ExitCode> {
    ceder(programa().args(argumentos)).map_err(|error| {
        Fallo::de_sistema("no he podido arrancar el programa del libro", error)
            .remedio("Prueba desde la carpeta del curso: cargo run -- libro")
    })
}

/// Con cargo se pone al día antes de arrancarlo; sin él, vale el que esté al lado.
fn programa() -> Command {
    let hermano = hermano();
    let cargo = env::var_os("CARGO");
    if let (None, Some(programa)) = (&cargo, &hermano) {
        return Command::new(programa);
    }
    if hermano.is_none() {
        eprintln!("Compilando lo que construye el libro (la primera vez tarda unos {COMPILA_EN} s)…");
    }
    let mut orden = Command::new(cargo.unwrap_or_else(|| "cargo".into()));
    orden.args(["run", "--quiet", "--package", "libro", "--manifest-path"]).arg(raiz().join("Cargo.toml")).arg("--");
    orden
}

fn hermano() -> Option<PathBuf> {
    let programa = env::current_exe().ok()?.with_file_name(format!("libro{}", env::consts::EXE_SUFFIX));
    programa.is_file().then_some(programa)
}

/// En Unix el proceso pasa a ser ese programa: lo que se le haga (Ctrl-C, `kill`) se lo hace a él, y no queda nadie.
#[cfg(unix)]
fn ceder(orden: &mut Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(orden))
}

/// En Windows un proceso no puede pasar a ser otro: se espera a que acabe. Ctrl-C les llega a los dos.
#[cfg(not(unix))]
fn ceder(orden: &mut Command) -> io::Result<ExitCode> {
    let codigo = orden.status()?.code().and_then(|codigo| u8::try_from(codigo).ok());
    Ok(codigo.map_or(ExitCode::FAILURE, ExitCode::from))
}
