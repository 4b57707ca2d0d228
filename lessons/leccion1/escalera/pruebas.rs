//! Contra cada peldaño se juega lo que su `//!` dice que pasa, y también el fallo que arregla el siguiente.

#![allow(
    clippy::unwrap_used,
    reason = "en una prueba, lo inesperado es un fallo de la prueba"
)]

use std::io::{Read, Write};
use std::net::SocketAddr;

use apoyo::{
    Programa, arrancar, conectar, escalera, sin_interrupciones,
};

const SALUDO: &str = "Hola, ¡gracias por conectarte!\n";

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let servidor = arrancar(
        escalera::compilar("leccion1", fichero),
        &["127.0.0.1:0"],
    );
    let direccion = servidor.direccion();
    (servidor, direccion)
}

/// Lo que recibe quien dice eso y espera a que le cuelguen.
fn recibe(direccion: SocketAddr, dice: &str) -> String {
    let mut stream = conectar(direccion);
    stream.write_all(dice.as_bytes()).unwrap();
    let mut recibido = String::new();
    stream.read_to_string(&mut recibido).unwrap();
    recibido
}

/// Llama, espera a que le digan algo y corta sin recogerlo: el sistema no envía un FIN, sino un RST.
fn cortar(direccion: SocketAddr) {
    let stream = conectar(direccion);
    assert_eq!(
        sin_interrupciones(|| stream.peek(&mut [0])).unwrap(),
        1
    );
}

fn http() -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 32\r\n\r\n{SALUDO}"
    )
}

#[test]
fn el_primero_saluda_a_uno_y_termina() {
    let (servidor, direccion) = servidor("1_un_saludo.rs");
    assert_eq!(recibe(direccion, ""), SALUDO);
    assert!(servidor.linea().ends_with(": saludado"));
    assert_eq!(servidor.esperar().codigo, Some(0));
}

#[test]
fn el_segundo_saluda_a_todos() {
    let (servidor, direccion) = servidor("2_a_todos.rs");
    for _ in 0..3 {
        assert_eq!(recibe(direccion, ""), SALUDO);
        assert!(servidor.linea().ends_with(": saludado"));
    }
}

#[test]
fn el_que_escucha_dice_cuanto_y_un_corte_acaba_con_el() {
    let (servidor, direccion) = servidor("3_escuchar.rs");
    assert_eq!(recibe(direccion, "gracias\n"), SALUDO);
    assert!(servidor.linea().ends_with(": ha dicho 8 bytes"));
    cortar(direccion);
    assert_eq!(servidor.esperar().codigo, Some(1));
}

#[test]
fn un_corte_se_cuenta_y_se_saluda_al_siguiente() {
    let (servidor, direccion) = servidor("4_nadie_lo_tumba.rs");
    cortar(direccion);
    assert!(servidor.linea().contains(": se corta ("));
    assert_eq!(recibe(direccion, "hola"), SALUDO);
    assert!(servidor.linea().ends_with(": 4 bytes"));
}

#[test]
fn lo_que_entiende_un_navegador_se_dice_tambien_a_quien_calla() {
    let (servidor, direccion) = servidor("5_navegador.rs");
    assert_eq!(recibe(direccion, "GET / HTTP/1.1\r\n\r\n"), http());
    assert!(servidor.linea().ends_with(": 18 bytes"));
    let mut callado = conectar(direccion);
    let mut recibido = vec![0; http().len()];
    callado.read_exact(&mut recibido).unwrap();
    assert_eq!(recibido, http().as_bytes());
}

#[test]
fn la_peticion_se_lee_entera_antes_de_contestar() {
    let (servidor, direccion) = servidor("6_leer_antes.rs");
    let larga = format!(
        "GET / HTTP/1.1\r\nX: {}\r\nFin: si\r\n\r\n",
        "x".repeat(100_000)
    );
    assert_eq!(recibe(direccion, &larga), http());
    assert!(servidor.linea().ends_with(": GET / HTTP/1.1"));
    servidor.linea_con("Fin: si");
    cortar_antes_de_preguntar(direccion);
    servidor.linea_con(": GET");
    assert_eq!(
        recibe(direccion, "GET /otra HTTP/1.1\r\n\r\n"),
        http()
    );
    servidor.linea_con("GET /otra");
}

/// Deja su petición a medias y cuelga.
fn cortar_antes_de_preguntar(direccion: SocketAddr) {
    conectar(direccion).write_all(b"GET").unwrap();
}
