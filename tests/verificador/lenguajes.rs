//! Con qué se arranca un programa que no es de Rust. Donde falta la herramienta, sus programas se saltan y se dice.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use redes::lugares::raiz;

/// Cómo acaban los nombres de sus ficheros.
pub const TODOS: [&str; 4] = [".py", ".js", ".java", ".c"];

/// La orden que arranca ese fichero de `tests/variantes`, o `None` si aquí no se puede.
pub fn orden(fichero: &str) -> Option<Vec<String>> {
    let ruta = raiz().join("tests/variantes").join(fichero);
    let con = |interprete: &str| Some(vec![interprete.to_string(), ruta.display().to_string()]);
    match fichero.rsplit_once('.')?.1 {
        "py" => con(apoyo::python::interprete()?),
        "js" => con(disponible("node", "--version")?),
        // Un fichero suelto: se compila y arranca la máquina virtual cada vez, como lo hace quien empieza.
        "java" => con(disponible("java", "-version")?),
        "c" => Some(vec![compilado(fichero, disponible("cc", "--version")?).display().to_string()]),
        _ => None,
    }
}

/// El mismo programa, si está en este ordenador. Si no, lo dice una vez.
fn disponible<'p>(programa: &'p str, pregunta: &str) -> Option<&'p str> {
    static FALTAN: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    if Command::new(programa).arg(pregunta).output().is_ok_and(|fin| fin.status.success()) && !cfg!(windows) {
        return Some(programa);
    }
    if FALTAN.lock().unwrap().get_or_insert_default().insert(programa.to_string()) {
        // Sin `eprintln!`, que en una prueba que pasa no se ve.
        let _ = writeln!(io::stderr(), "SALTADOS los programas que necesitan {programa}: aquí no está");
    }
    None
}

fn compilado(fichero: &str, compilador: &str) -> PathBuf {
    let programa = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{fichero}-{}", std::process::id()));
    let fin = Command::new(compilador)
        .args(["-O1", "-o"])
        .arg(&programa)
        .arg(raiz().join("tests/variantes").join(fichero))
        .output()
        .unwrap();
    assert!(fin.status.success(), "{fichero}: {}", String::from_utf8_lossy(&fin.stderr));
    programa
}
