//! Lo que hace falta para compilar: Rust, un enlazador y dónde escribir. Y lo que no hace falta, pero ayuda.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use redes::errores::explicar;
use redes::lugares::raiz;

use super::comprobacion::Comprobacion;
use super::sistema::Sistema;

/// La versión de Rust más antigua con la que compila el curso.
const MINIMA: &str = env!("CARGO_PKG_RUST_VERSION");

pub fn comprobar(sistema: Sistema) -> Vec<Comprobacion> {
    let (rust, hay) = rust(sistema);
    let mut todas = vec![rust];
    // Sin rustc no se puede saber cómo está lo demás, y se arregla todo a la vez.
    if hay {
        todas.extend([cargo(sistema), enlazador(sistema)]);
    }
    todas.extend(escritura());
    todas
}

/// Lo que no es imprescindible.
pub fn extras(sistema: Sistema) -> Vec<Comprobacion> {
    vec![python(sistema), mdbook()]
}

fn rust(sistema: Sistema) -> (Comprobacion, bool) {
    let Some(version) = version(&herramienta("rustc"), &["--version"]) else {
        return (Comprobacion::falta("Rust", "no encuentro rustc", sistema.instalar_rust()), false);
    };
    let numero = version.split_whitespace().nth(1).unwrap_or_default();
    if numeros(numero) < numeros(MINIMA) {
        let dicho = format!("es la versión {numero}, y el curso necesita la {MINIMA} o una posterior");
        return (Comprobacion::falta("Rust", dicho, "Ponlo al día: `rustup update stable`"), true);
    }
    (Comprobacion::bien("Rust", format!("versión {numero} (basta la {MINIMA})")), true)
}

fn cargo(sistema: Sistema) -> Comprobacion {
    match version(&herramienta("cargo"), &["--version"]) {
        Some(version) => Comprobacion::bien("cargo", version.replace("cargo ", "versión ")),
        None => Comprobacion::falta("cargo", "no encuentro cargo, que viene con Rust", sistema.instalar_rust()),
    }
}

/// Los números de una versión: «1.88» → (1, 88).
fn numeros(version: &str) -> (u32, u32) {
    let mut partes = version.split(['.', '-']).map(|parte| parte.parse().unwrap_or(0));
    (partes.next().unwrap_or(0), partes.next().unwrap_or(0))
}

/// Compila y enlaza el programa más pequeño que hay, y lo arranca: hay sistemas que no dejan.
fn enlazador(sistema: Sistema) -> Comprobacion {
    const NOMBRE: &str = "enlazador";
    let carpeta = env::temp_dir().join(format!("redes-doctor-{}", std::process::id()));
    let intento = || -> io::Result<Output> {
        fs::create_dir_all(&carpeta)?;
        fs::write(carpeta.join("nada.rs"), "fn main() {}\n")?;
        let mut orden = Command::new(herramienta("rustc"));
        orden.current_dir(&carpeta).args(["--edition", "2024", "-o", PROGRAMA, "nada.rs"]).stdin(Stdio::null()).output()
    };
    let intento = intento();
    let arranca = Command::new(carpeta.join(PROGRAMA)).stdin(Stdio::null()).output();
    let _ = fs::remove_dir_all(&carpeta);
    match intento {
        Ok(fin) if fin.status.success() => match arranca {
            Ok(_) => Comprobacion::bien(NOMBRE, "compila y enlaza un programa"),
            Err(error) => {
                let dicho = format!("lo que compila no se puede arrancar: {}", explicar(&error));
                Comprobacion::falta(NOMBRE, dicho, "Si no lo puedes cambiar tú, díselo a quien lleve el ordenador.")
            }
        },
        Ok(fin) => no_enlaza(sistema, &String::from_utf8_lossy(&fin.stderr)),
        Err(error) => Comprobacion::falta(
            NOMBRE,
            format!("no he podido probarlo: {}", explicar(&error)),
            "Comprueba que puedes escribir en la carpeta de los ficheros temporales.",
        ),
    }
}

/// El programa que se compila para probar.
const PROGRAMA: &str = if cfg!(windows) { "nada.exe" } else { "nada" };

/// Lo que dice rustc cuando no enlaza. Si se sabe por qué, el remedio es ese; si no, instalar un enlazador.
fn no_enlaza(sistema: Sistema, dicho: &str) -> Comprobacion {
    let primera = dicho.lines().find(|linea| !linea.trim().is_empty()).unwrap_or_default();
    let remedio = match verificador::causa_ajena(dicho).filter(|_| !primera.contains("not found")) {
        Some(causa) => format!("Es que {causa}."),
        None => sistema.instalar_enlazador(),
    };
    Comprobacion::falta("enlazador", format!("no puede enlazar: {primera}"), remedio)
}

/// ¿Se puede escribir donde escribe el curso?
fn escritura() -> Vec<Comprobacion> {
    let compilado = env::var_os("CARGO_TARGET_DIR").map_or_else(|| raiz().join("target"), PathBuf::from);
    let sitios = [
        ("carpeta del curso", raiz(), "Copia el curso a una carpeta tuya y ábrelo desde ahí."),
        (
            "carpeta target",
            compilado,
            "Elige otra carpeta para lo compilado con la variable CARGO_TARGET_DIR, o copia el curso a una carpeta tuya.",
        ),
    ];
    sitios
        .into_iter()
        .map(|(nombre, carpeta, remedio)| match escribir_en(&carpeta) {
            Ok(()) => Comprobacion::bien(nombre, format!("se puede escribir en {}", carpeta.display())),
            Err(error) => {
                let dicho = format!("no se puede escribir en {}: {}", carpeta.display(), explicar(&error));
                Comprobacion::falta(nombre, dicho, remedio)
            }
        })
        .collect()
}

/// Escribe un fichero y lo borra. Si la carpeta aún no existe, lo que cuenta es poder crearla.
fn escribir_en(carpeta: &Path) -> io::Result<()> {
    if !carpeta.exists() {
        fs::create_dir_all(carpeta)?;
    }
    let prueba = carpeta.join(format!(".doctor-{}", std::process::id()));
    fs::write(&prueba, b"")?;
    fs::remove_file(&prueba)
}

fn python(sistema: Sistema) -> Comprobacion {
    const NOMBRE: &str = "Python";
    let candidatos = if cfg!(windows) { ["py", "python"] } else { ["python3", "python"] };
    let encontrado = candidatos.iter().find_map(|programa| version(Path::new(programa), &["--version"]));
    match encontrado.filter(|version| version.starts_with("Python 3")) {
        Some(version) => Comprobacion::bien(NOMBRE, version.replace("Python ", "versión ")),
        None => Comprobacion::aviso(
            NOMBRE,
            "no lo encuentro; solo hace falta para hablar con los programas de la serie",
            format!("Si lo quieres: {}.", sistema.instalar_python()),
        ),
    }
}

fn mdbook() -> Comprobacion {
    match version(Path::new("mdbook"), &["--version"]) {
        Some(version) => {
            Comprobacion::bien("mdbook", version.replace("mdbook ", "versión ").replace("versión v", "versión "))
        }
        None => Comprobacion::aviso(
            "mdbook",
            "no lo encuentro; solo hace falta para abrir el libro en el navegador",
            "Si lo quieres: `cargo install mdbook` (no pide permisos; tarda unos minutos).",
        ),
    }
}

/// El programa que acompaña al cargo que nos ha arrancado o, si no, el que se encuentre.
fn herramienta(nombre: &str) -> PathBuf {
    let hermano = env::var_os("CARGO")
        .map(|cargo| PathBuf::from(cargo).with_file_name(format!("{nombre}{}", env::consts::EXE_SUFFIX)));
    hermano.filter(|ruta| ruta.is_file()).unwrap_or_else(|| nombre.into())
}

/// La primera línea de lo que dice un programa.
fn version(programa: &Path, argumentos: &[&str]) -> Option<String> {
    let fin = Command::new(programa).args(argumentos).stdin(Stdio::null()).output().ok()?;
    let texto = String::from_utf8_lossy(&fin.stdout).into_owned();
    fin.status.success().then(|| texto.lines().next().map(str::to_string))?
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn las_versiones_se_comparan_por_sus_numeros() {
        assert!(numeros("1.100.0") > numeros("1.88"));
        assert!(numeros("1.87.2") < numeros("1.88"));
        assert_eq!(numeros("1.90.0-nightly"), (1, 90));
        assert!(numeros(MINIMA) > (1, 0));
    }

    #[test]
    fn el_link_de_git_no_se_confunde_con_que_no_haya_enlazador() {
        let git = "error: linking with `link.exe` failed: exit code: 1\n  = note: /usr/bin/link: extra operand 'x.o'\n";
        let de_git = no_enlaza(Sistema::Windows, git);
        assert!(de_git.remedio.unwrap().starts_with("Es que el «link.exe» que se encuentra primero es el de Git"));
        let ninguno = no_enlaza(Sistema::Windows, "error: linker `link.exe` not found\n");
        assert_eq!(ninguno.remedio, Some(Sistema::Windows.instalar_enlazador()));
    }
}
