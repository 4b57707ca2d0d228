//! El código del curso, mirado como texto.

use std::fs;
use std::path::{Path, PathBuf};

pub fn raiz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Todos los ficheros con esa extensión bajo `carpeta`: (ruta desde la raíz, con `/`, y texto).
pub fn ficheros(carpeta: &str, extension: &str) -> Vec<(String, String)> {
    let mut encontrados = Vec::new();
    let mut pendientes = vec![raiz().join(carpeta)];
    while let Some(lugar) = pendientes.pop() {
        let Ok(entradas) = fs::read_dir(&lugar) else { continue };
        for entrada in entradas {
            let ruta = entrada.unwrap().path();
            if ruta.is_dir() {
                // Ni lo que deja `cargo fuzz` al compilar ni las copias de quien reinicia un reto son código del curso.
                if !["target", "copias", "node_modules"].iter().any(|ajena| ruta.ends_with(ajena)) {
                    pendientes.push(ruta);
                }
            } else if ruta.extension().is_some_and(|suya| suya == extension) {
                encontrados.push((relativa(&ruta), fs::read_to_string(&ruta).unwrap().replace("\r\n", "\n")));
            }
        }
    }
    encontrados.sort();
    encontrados
}

/// Los `.rs` de un paquete, con su ruta desde él: ni los de sus pruebas, ni sus ejemplos, ni su escalera, ni lo que va aparte.
pub fn del_paquete(carpeta: &str) -> Vec<(String, String)> {
    let suyos = ficheros(carpeta, "rs").into_iter().filter_map(|(ruta, texto)| {
        let ruta = ruta.strip_prefix(carpeta)?.trim_start_matches('/').to_string();
        let aparte = ["tests/", "examples/", "fuzz/", "escalera/"].iter().any(|aparte| ruta.starts_with(aparte));
        (!aparte && ruta != "build.rs").then_some((ruta, texto))
    });
    suyos.collect()
}

pub fn relativa(ruta: &Path) -> String {
    ruta.strip_prefix(raiz()).unwrap().to_string_lossy().replace('\\', "/")
}

/// El texto sin su módulo de pruebas, que va siempre al final.
pub fn sin_pruebas(texto: &str) -> &str {
    texto.split("\n#[cfg(test)]\nmod pruebas").next().unwrap_or(texto)
}

/// El código sin comentarios de línea ni pruebas.
pub fn codigo(texto: &str) -> String {
    sin_pruebas(texto).lines().map(|linea| linea.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// Las funciones de un texto con formato: su nombre y cuántas líneas ocupan.
pub fn funciones(texto: &str) -> Vec<(String, usize)> {
    let lineas: Vec<&str> = texto.lines().collect();
    let mut halladas = Vec::new();
    for (indice, linea) in lineas.iter().enumerate() {
        let pelada = linea.trim_start();
        let sangria = &linea[..linea.len() - pelada.len()];
        let sin_visibilidad =
            ["pub ", "pub(crate) ", "pub(super) "].iter().find_map(|visible| pelada.strip_prefix(visible));
        let firma = sin_visibilidad.unwrap_or(pelada).trim_start_matches("const ");
        let Some(resto) = firma.strip_prefix("fn ") else { continue };
        let cierre = format!("{sangria}}}");
        let largo = lineas[indice..].iter().position(|otra| *otra == cierre).map_or(1, |hasta| hasta + 1);
        halladas.push((resto.split(['(', '<']).next().unwrap_or_default().to_string(), largo));
    }
    halladas
}
