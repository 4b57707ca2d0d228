//! El Python de este ordenador, si lo hay: con él se prueba que se habla igual que los programas de la serie.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// La ruta de Python 3.8 o posterior. Es la del intérprete mismo: lo que se llama `python3` puede ser un guion que lo busca, y
/// cuesta más que muchos de los programas que se prueban. `None`, y se dice una vez por stderr, si no hay.
pub fn interprete() -> Option<&'static str> {
    static HALLADO: OnceLock<Option<String>> = OnceLock::new();
    let hallado = HALLADO.get_or_init(|| {
        let hallado = ["python3", "python"].into_iter().find_map(|nombre| {
            let pregunta = "import sys; print(sys.executable); sys.exit(sys.version_info < (3, 8))";
            let dicho = Command::new(nombre).args(["-c", pregunta]).output().ok()?;
            let ruta = String::from_utf8(dicho.stdout).ok()?.trim().to_string();
            (dicho.status.success() && !ruta.is_empty()).then_some(ruta)
        });
        if hallado.is_none() {
            // Sin `eprintln!`, que en una prueba que pasa no se ve.
            let _ = writeln!(io::stderr(), "SALTADAS las pruebas con Python: no hay python3 (3.8 o posterior)");
        }
        hallado
    });
    hallado.as_deref()
}

/// Una orden que ejecuta `programa`, sin dejar nada compilado al lado y hablando en UTF-8. `None` si no hay Python.
pub fn python(programa: impl AsRef<Path>, argumentos: &[&str]) -> Option<Command> {
    let mut orden = Command::new(interprete()?);
    orden.arg("-B").arg(programa.as_ref()).args(argumentos).env("PYTHONIOENCODING", "utf-8");
    Some(orden)
}
