//! `{{#include ruta:ancla}}`: el código que se enseña sale de su fichero, sin las anclas y sin la sangría común.
//!
//! mdBook también sabe incluir, pero deja la sangría, y si el ancla no existe no pone nada y no lo dice.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Lo que incluye una línea: `../../lessons/leccion2/servidor.rs:bucle`.
pub fn incluido(linea: &str) -> Option<&str> {
    let (_, resto) = linea.split_once("{{#include ").or_else(|| linea.split_once("{{#rustdoc_include "))?;
    resto.split_once("}}").map(|(incluido, _)| incluido.trim())
}

/// El trozo incluido. `carpeta` es la de la página.
pub fn trozo(carpeta: &Path, incluido: &str) -> Result<String, String> {
    let (ruta, ancla) = incluido.split_once(':').map_or((incluido, None), |(ruta, ancla)| (ruta, Some(ancla)));
    let texto = fs::read_to_string(sin_puntos(&carpeta.join(ruta))).map_err(|_| format!("no existe «{ruta}»"))?;
    match ancla {
        None => Ok(sin_sangria(&sin_anclas(&texto.lines().collect::<Vec<_>>()))),
        // `:3:12` son líneas: el primer cambio las descoloca sin que nadie se entere.
        Some(ancla) if ancla.starts_with(|letra: char| letra.is_ascii_digit() || letra == ':') => {
            Err(format!("«{incluido}» cita líneas por su número: ponle un ancla"))
        }
        Some(ancla) => entre_anclas(&texto, ancla).map_err(|que| format!("en «{ruta}», el ancla «{ancla}» {que}")),
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

fn entre_anclas(texto: &str, ancla: &str) -> Result<String, String> {
    let marca = |linea: &str, palabra: &str| {
        linea.split_once(palabra).is_some_and(|(_, resto)| resto.split_whitespace().next() == Some(ancla))
    };
    let lineas: Vec<&str> = texto.lines().collect();
    let en = |palabra: &str| (0..lineas.len()).filter(|indice| marca(lineas[*indice], palabra)).collect::<Vec<_>>();
    match (&en("ANCHOR:")[..], &en("ANCHOR_END:")[..]) {
        ([], _) => Err("no existe".to_string()),
        ([_], []) => Err("no se cierra".to_string()),
        ([abre], [cierra]) if abre < cierra => {
            let dentro = sin_anclas(&lineas[abre + 1..*cierra]);
            if dentro.iter().all(|linea| linea.trim().is_empty()) {
                return Err("está vacía".to_string());
            }
            Ok(sin_sangria(&dentro))
        }
        ([_], [_]) => Err("se cierra antes de abrirse".to_string()),
        _ => Err("está repetida".to_string()),
    }
}

fn sin_anclas<'a>(lineas: &[&'a str]) -> Vec<&'a str> {
    let es_ancla = |linea: &&&str| ["ANCHOR:", "ANCHOR_END:"].iter().any(|palabra| linea.contains(palabra));
    lineas.iter().filter(|linea| !es_ancla(linea)).copied().collect()
}

fn sin_sangria(lineas: &[&str]) -> String {
    let con_algo = lineas.iter().filter(|linea| !linea.trim().is_empty());
    let sangria = con_algo.map(|linea| linea.len() - linea.trim_start().len()).min().unwrap_or(0);
    let recortadas: Vec<&str> = lineas.iter().map(|linea| linea.get(sangria..).unwrap_or_default()).collect();
    recortadas.join("\n")
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn un_ancla_tiene_que_estar_entera() {
        let texto = "// ANCHOR: a\n  // ANCHOR: b\n\n  // ANCHOR_END: b\n  si {\n    x\n  }\n// ANCHOR_END: a\n// ANCHOR: c\n// ANCHOR_END: d\n// ANCHOR: d\n// ANCHOR: e\n// ANCHOR: e\n";
        for (ancla, esperado) in [
            ("a", Ok("\nsi {\n  x\n}")),
            ("b", Err("está vacía")),
            ("c", Err("no se cierra")),
            ("d", Err("se cierra antes de abrirse")),
            ("e", Err("está repetida")),
            ("f", Err("no existe")),
        ] {
            assert_eq!(entre_anclas(texto, ancla), esperado.map(String::from).map_err(String::from), "{ancla}");
        }
    }
}
