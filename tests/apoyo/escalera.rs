//! Compila los peldaños de las escaleras como hace el curso al probarlos: con rustc y nada más, y con la dirección que se les dé en
//! lugar de la que llevan escrita.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lo que ocupa el sitio de la dirección: el primer argumento, que también es un `&'static str`.
const ARGUMENTO: &str = "(&*std::env::args().nth(1).unwrap().leak())";

/// La carpeta de la escalera de una lección: `carpeta("leccion2")`.
pub fn carpeta(leccion: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons").join(leccion).join("escalera")
}

/// El texto de un peldaño.
pub fn fuente(leccion: &str, fichero: &str) -> String {
    let ruta = carpeta(leccion).join(fichero);
    fs::read_to_string(&ruta).unwrap_or_else(|error| panic!("{}: {error}", ruta.display())).replace("\r\n", "\n")
}

/// La dirección que lleva escrita un peldaño, con sus comillas; la `"127.0.0.1:0"` de un cliente no es de nadie.
pub fn direccion(fuente: &str) -> Option<&str> {
    let lineas = fuente.lines().filter(|linea| !linea.trim_start().starts_with("//"));
    let mut escritas =
        lineas.flat_map(|linea| linea.match_indices("\"127.0.0.1:").map(move |(lugar, _)| &linea[lugar..]));
    escritas.find_map(|resto| {
        let entera = &resto[..2 + resto[1..].find('"')?];
        (entera != "\"127.0.0.1:0\"").then_some(entera)
    })
}

/// Compila un peldaño: `compilar("leccion2", "3_bucle.rs")`. El programa que devuelve recibe su dirección como primer argumento.
/// Compilarlo otra vez sin que haya cambiado no cuesta nada.
pub fn compilar(leccion: &str, fichero: &str) -> PathBuf {
    compilar_con(leccion, fichero, &[])
}

/// Como [`compilar`], con más argumentos para rustc: los crates que el peldaño usa.
pub fn compilar_con(leccion: &str, fichero: &str, argumentos: &[String]) -> PathBuf {
    let fuente = fuente(leccion, fichero);
    let direccion =
        direccion(&fuente).unwrap_or_else(|| panic!("{leccion}/{fichero} no lleva escrita ninguna dirección"));
    let copia = fuente.replace(direccion, ARGUMENTO);
    let mut huella = DefaultHasher::new();
    (&copia, argumentos).hash(&mut huella);
    let destino = env::current_exe().expect("sé quién soy").with_file_name("escaleras");
    fs::create_dir_all(&destino).expect("se puede crear una carpeta");
    let nombre = format!("{leccion}_{}_{:016x}", fichero.trim_end_matches(".rs"), huella.finish());
    let programa = destino.join(format!("{nombre}{}", env::consts::EXE_SUFFIX));
    if programa.is_file() {
        return programa;
    }
    // Con otro nombre mientras no está entero: puede haber otra prueba compilando lo mismo.
    let turno = format!("{nombre}_{}_{:?}", std::process::id(), std::thread::current().id()).replace(['(', ')'], "");
    let (texto, provisional) = (destino.join(format!("{turno}.rs")), destino.join(format!("{turno}.nuevo")));
    fs::write(&texto, copia).expect("se puede escribir");
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let fin = Command::new(rustc)
        .args(["--edition", "2024", "--crate-name", "peldano", "-C", "debuginfo=0", "-o"])
        .args([&provisional, &texto])
        .args(argumentos)
        .output()
        .expect("rustc arranca");
    let _ = fs::remove_file(&texto);
    assert!(fin.status.success(), "{leccion}/{fichero}: {}", String::from_utf8_lossy(&fin.stderr));
    if fs::rename(&provisional, &programa).is_err() {
        // Otra prueba ha acabado antes, y en este sistema no se puede poner encima.
        let _ = fs::remove_file(&provisional);
    }
    programa
}

#[cfg(test)]
mod pruebas {
    use super::direccion;

    #[test]
    fn la_direccion_es_la_del_servidor() {
        let fuente = "//! \"127.0.0.1:1\"\nlet s = bind(\"127.0.0.1:0\")?; s.connect(\"127.0.0.1:20001\")?;\n";
        assert_eq!(direccion(fuente), Some("\"127.0.0.1:20001\""));
        assert_eq!(direccion("bind(\"127.0.0.1:0\")"), None);
    }
}
