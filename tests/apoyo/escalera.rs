//! Los peldaños de las escaleras, compilados como los compila quien empieza: cada fichero, solo, con rustc.
//!
//! Un peldaño lleva escrita su dirección, la de su lección, y en una prueba tiene que poder ser otra. Se compila una copia en
//! la que ese texto es el primer argumento del programa; lo demás es el peldaño mismo, con sus mismas líneas.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Lo que sustituye a la dirección: lo mismo que ella, un `&'static str`.
const ARGUMENTO: &str = "(&*std::env::args().nth(1).unwrap().leak())";

/// El programa de un peldaño: `compilar("leccion6", "2_eco.rs")`. Se compila una vez en cada proceso.
///
/// # Panics
/// Si no compila (con lo que dice rustc) o si su dirección no está escrita una sola vez.
pub fn compilar(leccion: &str, fichero: &str) -> PathBuf {
    compilar_con(leccion, fichero, &[])
}

/// Como [`compilar`], con más argumentos para rustc: los crates que el peldaño usa.
///
/// # Panics
/// Como ella.
pub fn compilar_con(leccion: &str, fichero: &str, argumentos: &[OsString]) -> PathBuf {
    static HECHOS: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
    // Si una prueba ha fallado al compilar el suyo, las demás compilan los suyos.
    let mut hechos = HECHOS.lock().unwrap_or_else(|veneno| veneno.into_inner());
    let hechos = hechos.get_or_insert_default();
    let nombre = format!("{leccion}-{}", fichero.trim_end_matches(".rs"));
    if let Some(hecho) = hechos.get(&nombre) {
        return hecho.clone();
    }
    let original =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons").join(leccion).join("escalera").join(fichero);
    let texto = fs::read_to_string(&original).unwrap_or_else(|error| panic!("{}: {error}", original.display()));
    let copia = sustituir(&texto).unwrap_or_else(|| panic!("{fichero}: su dirección tiene que estar, y una sola vez"));
    // Junto a la prueba que lo pide, en `target`: dos procesos no comparten prueba.
    let prueba = std::env::current_exe().expect("la prueba tiene su fichero");
    let carpeta = prueba.with_extension("peldanos");
    fs::create_dir_all(&carpeta).expect("se puede escribir junto a la prueba");
    let (fuente, programa) = (carpeta.join(fichero), carpeta.join(nombre.clone() + std::env::consts::EXE_SUFFIX));
    fs::write(&fuente, copia).expect("se puede escribir junto a la prueba");
    let mut orden = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
    // Un crate no puede llamarse como empieza el fichero, con una cifra.
    orden.args(["--edition", "2024", "--crate-name", "peldano", "-A", "unused_parens"]).args(argumentos);
    let dicho = orden.arg("-o").arg(&programa).arg(&fuente).output().expect("rustc arranca");
    assert!(dicho.status.success(), "{fichero} no compila:\n{}", String::from_utf8_lossy(&dicho.stderr));
    hechos.insert(nombre, programa.clone());
    programa
}

/// El peldaño, con su dirección en el primer argumento. Nada, si no está escrita justo una vez. La de puerto 0 no es la suya.
fn sustituir(texto: &str) -> Option<String> {
    const EMPIEZA: &str = "\"127.0.0.1:";
    let suyas: Vec<_> = texto
        .match_indices(EMPIEZA)
        .filter_map(|(donde, _)| {
            let largo = EMPIEZA.len() + texto[donde + EMPIEZA.len()..].find('"')? + 1;
            Some(&texto[donde..donde + largo])
        })
        .filter(|direccion| *direccion != "\"127.0.0.1:0\"")
        .collect();
    match suyas[..] {
        [suya] => Some(texto.replace(suya, ARGUMENTO)),
        _ => None,
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_direccion_es_el_argumento_si_esta_una_vez() {
        let copia = sustituir("bind(\"127.0.0.1:0\"); connect(\"127.0.0.1:8081\");").unwrap();
        assert_eq!(copia, format!("bind(\"127.0.0.1:0\"); connect({ARGUMENTO});"));
        assert_eq!(sustituir("connect(\"127.0.0.1:8081\"); bind(\"127.0.0.1:8081\");"), None);
        assert_eq!(sustituir("fn main() {}"), None);
    }
}
