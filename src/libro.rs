//! `curso libro`: el libro lo construye otro programa, que se compila cuando se pide y no cada vez que se abre el curso.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz;

/// Lo que se le pide al libro, si la orden es suya: sus argumentos, tal cual. Los entiende él, también `--help`.
pub fn pedido() -> Option<Vec<OsString>> {
    let mut argumentos = env::args_os().skip(1);
    (argumentos.next()? == "libro").then(|| argumentos.collect())
}

/// Se lo pasa al programa del libro, en esta misma terminal, y acaba como acabe él.
pub fn delegar(argumentos: &[OsString]) -> Resultado<ExitCode> {
    let hermano = env::current_exe()
        .ok()
        .map(|yo| yo.with_file_name(format!("libro{}", env::consts::EXE_SUFFIX)))
        .filter(|programa| programa.is_file());
    let mut orden = match (env::var_os("CARGO"), hermano) {
        (None, Some(programa)) => Command::new(programa),
        (cargo, hermano) => {
            if hermano.is_none() {
                eprintln!("Compilando lo que construye el libro (la primera vez tarda unos {COMPILA_EN} s)…");
            }
            let mut orden = Command::new(cargo.unwrap_or_else(|| "cargo".into()));
            orden.args(["run", "--quiet", "--package", "libro", "--manifest-path"]).arg(raiz().join("Cargo.toml"));
            orden.arg("--");
            orden
        }
    };
    let fin = orden.args(argumentos).status().map_err(|error| {
        Fallo::de_sistema("no he podido arrancar el programa del libro", error)
            .remedio("Prueba desde la carpeta del curso: cargo run -- libro")
    })?;
    Ok(fin.code().and_then(|codigo| u8::try_from(codigo).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Segundos que tarda en compilar por primera vez, más o menos.
const COMPILA_EN: u32 = 15;
