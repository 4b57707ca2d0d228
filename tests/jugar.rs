//! Las páginas para jugar del libro siguen las reglas del curso: los mismos sorteos, y los mismos mensajes de cada flujo.
//!
//! Hace falta Node.js; sin él, se dice y se salta.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use redes::fallas::{Azar, Cuando, Datagrama, Desordenar, Falla, Perder};
use serde_json::{Value, json};

/// Ejecuta un guion de `tests/jugar` y devuelve lo que escribe. `None` si no hay Node.js.
fn node(guion: &str) -> Option<String> {
    let ruta = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/jugar").join(guion);
    let Ok(fin) = Command::new("node").arg(ruta).output() else {
        eprintln!("no hay Node.js: {guion} se queda sin probar");
        return None;
    };
    assert!(fin.status.success(), "{}", String::from_utf8_lossy(&fin.stderr));
    Some(String::from_utf8(fin.stdout).unwrap())
}

/// Doscientos datagramas por una falla: en qué orden salen los que salen.
fn por(mut falla: impl Falla<Datagrama>) -> Vec<u64> {
    let mut salen = Vec::new();
    for numero in 0..200_u64 {
        let ahora = Duration::from_millis(numero);
        falla.pasar(numero.to_be_bytes().to_vec(), ahora, &mut salen);
        falla.soltar(ahora, &mut salen);
    }
    falla.soltar(Duration::MAX, &mut salen);
    salen.iter().map(|datagrama| u64::from_be_bytes(datagrama.as_slice().try_into().unwrap())).collect()
}

#[test]
fn la_red_de_la_pagina_es_la_del_curso() {
    let Some(dicho) = node("red.js") else { return };
    let dicho: Value = serde_json::from_str(&dicho).unwrap();
    let mut azar = Azar::nuevo(7);
    let numeros: Vec<String> = (0..5).map(|_| azar.siguiente().to_string()).collect();
    assert_eq!(dicho["numeros"], json!(numeros));
    assert_eq!(dicho["perder"], json!(por(Perder::nueva(Cuando::al_azar(0.2, 7)))));
    // El desorden se sortea aparte, con la semilla de las pérdidas más mil.
    let desorden = Desordenar::nueva(Cuando::al_azar(0.2, 1007), 3, Duration::from_millis(60));
    assert_eq!(dicho["desordenar"], json!(por(desorden)));
}

#[test]
fn el_flujo_de_la_pagina_separa_como_la_leccion_3() {
    let Some(dicho) = node("flujo.js") else { return };
    assert_eq!(dicho.trim(), "bien");
}
