//! Construir el libro: encontrar mdBook, llamarlo y añadir lo que él no hace.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use redes::catalogo::raiz;
use redes::errores::{Fallo, Resultado};

/// Dónde queda el libro.
pub fn destino() -> PathBuf {
    raiz().join("target").join("libro")
}

/// Construye el libro entero en [`destino`].
pub fn construir() -> Resultado {
    let mdbook = encontrar()?;
    let yo = env::current_exe().map_err(|error| Fallo::de_sistema("no sé dónde está este programa", error))?;
    // mdBook llamará a este mismo programa; si no se le dijera, lo compilaría otra vez con cargo.
    let yo = yo.to_string_lossy().replace('\\', "/");
    let fin = Command::new(&mdbook)
        .arg("build")
        .arg(raiz().join("book"))
        .arg("--dest-dir")
        .arg(destino())
        .env("MDBOOK_PREPROCESSOR__CURSO__COMMAND", format!("\"{yo}\" libro preprocesar"))
        .env("RUST_LOG", env::var_os("RUST_LOG").unwrap_or_else(|| "warn".into()))
        .stdout(Stdio::null())
        .status()
        .map_err(|error| Fallo::de_sistema("no he podido arrancar mdBook", error))?;
    if !fin.success() {
        return Err(Fallo::nuevo("mdBook no ha podido construir el libro: arriba dice por qué"));
    }
    super::indice::escribir(&destino())
}

/// La línea de versiones de mdBook con la que está hecho el libro.
const VERSION: &str = "0.5";

/// Encuentra un mdBook que sirva: el que diga `MDBOOK`, el de la ruta o el que instala cargo.
fn encontrar() -> Resultado<OsString> {
    let de_cargo = carpeta_de_cargo().map(|carpeta| carpeta.join("bin").join("mdbook").into_os_string());
    let candidatos = env::var_os("MDBOOK").into_iter().chain(["mdbook".into()]).chain(de_cargo);
    let mut otra = None;
    for candidato in candidatos {
        match version(&candidato) {
            Some(suya) if suya == VERSION || suya.starts_with(&format!("{VERSION}.")) => return Ok(candidato),
            Some(suya) => otra = otra.or(Some(suya)),
            None => {}
        }
    }
    let que = match otra {
        Some(otra) => format!("el libro necesita mdBook {VERSION}, y aquí está el {otra}"),
        None => format!("el libro se construye con mdBook {VERSION}, y no lo encuentro"),
    };
    Err(Fallo::nuevo(que).remedio(
        "Instálalo: cargo install mdbook --version 0.5.4 --locked (tarda unos minutos). Si no tienes red, copia el \
         programa «mdbook» de otro ordenador igual y di dónde está con la variable MDBOOK; o lee los capítulos tal \
         cual: son texto, en book/src.",
    ))
}

/// `0.5.4`, si el programa existe y es mdBook.
fn version(programa: &OsString) -> Option<String> {
    let dicho = Command::new(programa).arg("--version").stdin(Stdio::null()).output().ok()?;
    let dicho = String::from_utf8_lossy(&dicho.stdout).into_owned();
    Some(dicho.trim().strip_prefix("mdbook v")?.to_string())
}

fn carpeta_de_cargo() -> Option<PathBuf> {
    let casa =
        || env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(|casa| Path::new(&casa).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(casa)
}

/// Abre el libro en el navegador de este sistema.
pub fn abrir(direccion: &str) -> Resultado {
    let (programa, antes): (&str, &[&str]) = match env::consts::OS {
        "windows" => ("cmd", &["/C", "start", ""]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let fin = Command::new(programa).args(antes).arg(direccion).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match fin {
        Ok(fin) if fin.success() => Ok(()),
        _ => Err(Fallo::nuevo("no he podido abrir un navegador").remedio(format!("Ábrelo tú: {direccion}"))),
    }
}
