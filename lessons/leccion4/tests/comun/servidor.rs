//! El servidor en marcha, con unas preguntas que se saben.

use std::net::SocketAddr;

use apoyo::{Programa, arrancar};

use super::preguntas::fichero_de_preguntas;

pub const LECCION: &str = env!("CARGO_BIN_EXE_leccion4");

pub fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let preguntas = fichero_de_preguntas(40);
    let preguntas = preguntas.to_str().expect("es UTF-8");
    let fijas = [
        "servidor",
        "--puerto",
        "0",
        "--pausa",
        "0ms",
        "--semilla",
        "1",
        "--preguntas",
        preguntas,
    ];
    let programa = arrancar(LECCION, &[&fijas[..], opciones].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}
