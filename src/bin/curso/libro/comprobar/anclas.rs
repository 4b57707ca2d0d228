//! El código que se enseña existe: cada fichero, cada ancla, cerrada y con algo dentro.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Pagina;
use crate::libro::expandir::{Defecto, Libro};
use crate::libro::markdown::{Clase, lenguaje, lineas};

pub fn defectos(libro: &Libro, pagina: &Pagina) -> Vec<Defecto> {
    let mut defectos = Vec::new();
    let mut defecto = |linea: usize, que: String| defectos.push(Defecto { pagina: pagina.ruta.clone(), linea, que });
    let carpeta = libro.carpeta.join("src").join(&pagina.ruta);
    let carpeta = carpeta.parent().unwrap_or(&libro.carpeta);
    let mut sin_comprobar: Option<usize> = None;
    for (indice, (clase, linea)) in lineas(&pagina.texto).into_iter().enumerate() {
        let numero = indice + 1;
        if let Some(incluido) = incluido(linea) {
            sin_comprobar = None;
            match clase {
                Clase::Codigo(_) => {
                    if let Err(que) = mirar(carpeta, incluido) {
                        defecto(numero, que);
                    }
                }
                _ => defecto(numero, "{{#include …}} va dentro de un bloque de código".to_string()),
            }
        }
        match clase {
            // Un bloque que no se compila solo vale para enseñar un trozo que ya se compila en su sitio.
            Clase::Abre(marca) if lenguaje(marca) == "rust" && marca.contains("ignore") => sin_comprobar = Some(numero),
            Clase::Cierra => {
                if let Some(abre) = sin_comprobar.take() {
                    defecto(
                        abre,
                        "código que nadie compila: pon «rust» o «rust,compile_fail», o inclúyelo".to_string(),
                    );
                }
            }
            _ => {}
        }
    }
    defectos
}

/// Lo que incluye una línea: `../../lessons/leccion2/servidor.rs:bucle`.
fn incluido(linea: &str) -> Option<&str> {
    let (_, resto) = linea.split_once("{{#include ").or_else(|| linea.split_once("{{#rustdoc_include "))?;
    resto.split_once("}}").map(|(incluido, _)| incluido.trim())
}

fn mirar(carpeta: &Path, incluido: &str) -> Result<(), String> {
    let (ruta, ancla) = incluido.split_once(':').map_or((incluido, None), |(ruta, ancla)| (ruta, Some(ancla)));
    let texto = fs::read_to_string(sin_puntos(&carpeta.join(ruta))).map_err(|_| format!("no existe «{ruta}»"))?;
    match ancla {
        None => Ok(()),
        // `:3:12` son líneas: el primer cambio las descoloca sin que nadie se entere.
        Some(ancla) if ancla.starts_with(|letra: char| letra.is_ascii_digit() || letra == ':') => {
            Err(format!("«{incluido}» cita líneas por su número: ponle un ancla"))
        }
        Some(ancla) => contenido(&texto, ancla).map_err(|que| format!("en «{ruta}», el ancla «{ancla}» {que}")),
    }
}

/// La ruta sin `..`: en Windows no todas las formas de una ruta los admiten.
pub fn sin_puntos(ruta: &Path) -> PathBuf {
    let mut limpia = PathBuf::new();
    for pieza in ruta.components() {
        match pieza {
            Component::ParentDir => {
                limpia.pop();
            }
            Component::CurDir => {}
            otra => limpia.push(otra),
        }
    }
    limpia
}

fn contenido(texto: &str, ancla: &str) -> Result<(), String> {
    let marca = |linea: &str, palabra: &str| {
        linea.split_once(palabra).is_some_and(|(_, resto)| resto.split_whitespace().next() == Some(ancla))
    };
    let lineas: Vec<&str> = texto.lines().collect();
    let en = |palabra: &str| (0..lineas.len()).filter(|indice| marca(lineas[*indice], palabra)).collect::<Vec<_>>();
    match (&en("ANCHOR:")[..], &en("ANCHOR_END:")[..]) {
        ([], _) => Err("no existe".to_string()),
        ([_], []) => Err("no se cierra".to_string()),
        ([abre], [cierra]) if abre < cierra => {
            let dentro = lineas[abre + 1..*cierra].iter().filter(|linea| !linea.contains("ANCHOR"));
            if dentro.clone().all(|linea| linea.trim().is_empty()) { Err("está vacía".to_string()) } else { Ok(()) }
        }
        ([_], [_]) => Err("se cierra antes de abrirse".to_string()),
        _ => Err("está repetida".to_string()),
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    fn de(texto: &str) -> Vec<String> {
        let libro = Libro::leer().unwrap();
        let pagina = Pagina { ruta: "x.md".into(), texto: texto.into(), expandida: String::new() };
        defectos(&libro, &pagina).into_iter().map(|defecto| format!("{}: {}", defecto.linea, defecto.que)).collect()
    }

    #[test]
    fn un_ancla_tiene_que_estar_entera() {
        let texto = "// ANCHOR: a\n// ANCHOR: b\n\n// ANCHOR_END: b\nx\n// ANCHOR_END: a\n// ANCHOR: c\n// ANCHOR_END: d\n// ANCHOR: d\n// ANCHOR: e\n// ANCHOR: e\n";
        for (ancla, esperado) in [
            ("a", Ok(())),
            ("b", Err("está vacía")),
            ("c", Err("no se cierra")),
            ("d", Err("se cierra antes de abrirse")),
            ("e", Err("está repetida")),
            ("f", Err("no existe")),
        ] {
            assert_eq!(contenido(texto, ancla), esperado.map_err(String::from), "{ancla}");
        }
    }

    #[test]
    fn lo_que_se_incluye_existe() {
        let bloque = |dentro: &str| format!("```rust,ignore\n{dentro}\n```\n");
        assert_eq!(de(&bloque("{{#include ../../lessons/leccion2/servidor.rs}}")), Vec::<String>::new());
        for (malo, esperado) in [
            (bloque("{{#include ../../lessons/leccion2/nada.rs:x}}"), "2: no existe"),
            (bloque("{{#include ../../lessons/leccion2/servidor.rs:no_hay}}"), "el ancla «no_hay» no existe"),
            (bloque("{{#include ../../lessons/leccion2/servidor.rs:3:5}}"), "líneas por su número"),
            ("{{#include ../../Cargo.toml}}\n".to_string(), "dentro de un bloque"),
            (bloque("let x = 1;"), "1: código que nadie compila"),
        ] {
            let dicho = de(&malo);
            assert!(dicho.len() == 1 && dicho[0].contains(esperado), "{malo}: {dicho:?}");
        }
    }
}
