//! Escribe un módulo vacío por cada página del libro, con la página por documentación.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("src");
    let mut paginas = Vec::new();
    buscar(&src, &mut paginas)?;
    paginas.sort();
    let mut modulos = String::new();
    for pagina in paginas {
        let relativa = pagina.strip_prefix(&src).unwrap_or(&pagina).with_extension("");
        let nombre = relativa.to_string_lossy().replace(|letra: char| !letra.is_alphanumeric(), "_").to_lowercase();
        let texto = fs::read_to_string(&pagina)?;
        // Solo las que llevan código que compilar: las demás no darían ninguna prueba.
        if texto.contains("```rust") {
            let ruta = pagina.to_string_lossy().replace('\\', "/");
            let _ = writeln!(modulos, "#[doc = include_str!(\"{ruta}\")]\nmod {nombre} {{}}");
        }
    }
    println!("cargo::rerun-if-changed={}", src.display());
    let salida = env::var_os("OUT_DIR").map_or_else(PathBuf::new, PathBuf::from);
    fs::write(salida.join("paginas.rs"), modulos)
}

fn buscar(carpeta: &Path, paginas: &mut Vec<PathBuf>) -> io::Result<()> {
    for entrada in fs::read_dir(carpeta)? {
        let ruta = entrada?.path();
        if ruta.is_dir() {
            buscar(&ruta, paginas)?;
        } else if ruta.extension().is_some_and(|extension| extension == "md") {
            paginas.push(ruta);
        }
    }
    Ok(())
}
