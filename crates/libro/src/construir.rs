//! Construir el libro: encontrar mdBook, llamarlo y añadir lo que él no hace.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use redes::errores::{Fallo, Resultado};
use redes::lugares::raiz;

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
        .env("MDBOOK_PREPROCESSOR__CURSO__COMMAND", format!("\"{yo}\" preprocesar"))
        .env("RUST_LOG", env::var_os("RUST_LOG").unwrap_or_else(|| "warn".into()))
        .stdout(Stdio::null())
        .status()
        .map_err(|error| Fallo::de_sistema("no he podido arrancar mdBook", error))?;
    if !fin.success() {
        return Err(Fallo::nuevo("mdBook no ha podido construir el libro: arriba dice por qué"));
    }
    preparar_para_imprimir()?;
    super::indice::escribir(&destino())
}

/// En la página que lo lleva todo para imprimirlo, los programas y los estilos de las páginas para jugar no están donde
/// dicen, y en papel no hacen nada: se quitan.
fn preparar_para_imprimir() -> Resultado {
    let ruta = destino().join("print.html");
    let leida = fs::read_to_string(&ruta).map_err(|error| Fallo::de_sistema("no he podido leer print.html", error))?;
    fs::write(&ruta, sin_programas(&leida))
        .map_err(|error| Fallo::de_sistema("no he podido escribir print.html", error))
}

/// La página sin los `<script>` ni los `<link>` que haya en su contenido.
fn sin_programas(pagina: &str) -> String {
    let Some((antes, resto)) = pagina.split_once("<main") else { return pagina.to_string() };
    let (contenido, despues) = resto.split_once("</main>").unwrap_or((resto, ""));
    let mut limpio = String::new();
    let mut resto = contenido;
    while let Some(lugar) = ["<script", "<link"].iter().filter_map(|etiqueta| resto.find(etiqueta)).min() {
        limpio += &resto[..lugar];
        let cierre = if resto[lugar..].starts_with("<script") { "</script>" } else { ">" };
        resto = resto[lugar..].split_once(cierre).map_or("", |(_, detras)| detras);
    }
    format!("{antes}<main{limpio}{resto}</main>{despues}")
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

#[cfg(test)]
mod pruebas {
    use super::sin_programas;

    #[test]
    fn lo_que_se_imprime_no_lleva_programas() {
        let pagina = "<script src=\"a.js\"></script><main>uno<script src=\"b.js\"></script>dos<link href=\"c\">tres</main><script></script>";
        assert_eq!(sin_programas(pagina), "<script src=\"a.js\"></script><main>unodostres</main><script></script>");
        assert_eq!(sin_programas("sin contenido"), "sin contenido");
    }
}
