//! Lo que se escribe en las lecciones: el cambio bueno pasa, y el descuido de siempre tiene su código.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::path::Path;
use std::thread;

use redes::guia::corrector::Veredicto;
use redes::guia::{Guion, Se, probar_lo_que_se_escribe};

const GUIONES: &[fn() -> Guion] = &[
    leccion1::guia::guion,
    leccion2::guia::guion,
    leccion3::guia::guion,
    leccion4::guia::guion,
    leccion5::guia::guion,
    leccion6::guia::guion,
    leccion7::guia::guion,
];

#[test]
fn lo_que_se_pide_escribir_pasa_y_el_descuido_de_siempre_tiene_su_codigo() {
    let curso = Path::new(env!("CARGO_BIN_EXE_curso"));
    let fallos: Vec<String> = thread::scope(|hilos| {
        let probando = |guion: fn() -> Guion| hilos.spawn(move || probar_lo_que_se_escribe(&guion(), curso).unwrap());
        let todos: Vec<_> = GUIONES.iter().map(|guion| probando(*guion)).collect();
        let probados = todos.into_iter().flat_map(|hilo| hilo.join().unwrap());
        probados
            .filter_map(|probado| {
                let bueno = match probado.busca {
                    Se::Arregla => Veredicto::Bien,
                    Se::Rompe(codigo) => Veredicto::Mal(codigo.to_string()),
                };
                let malo = Veredicto::Mal(probado.codigo.to_string());
                (probado.bien != bueno || probado.mal != malo).then(|| format!("{probado:?}"))
            })
            .collect()
    });
    assert!(fallos.is_empty(), "{}", fallos.join("\n"));
}
