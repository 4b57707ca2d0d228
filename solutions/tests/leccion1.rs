//! Los retos de la lección 1 frente a clientes callados, troceados, con prisa o demasiado habladores.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod adversario;

use std::io::Write;
use std::net::Shutdown;
use std::thread;

use adversario::*;

const SERVIDOR_SALUDO: &str = env!("CARGO_BIN_EXE_solucion_servidor_saludo");
const SERVIDOR_WEB: &str = env!("CARGO_BIN_EXE_solucion_servidor_web");

const SALUDO: &[u8] = b"Hola, \xc2\xa1gracias por conectarte!\n";

#[test]
fn saluda_a_quien_no_dice_nada_y_cierra() {
    let (_programa, direccion) = servidor(SERVIDOR_SALUDO);
    for _ in 0..100 {
        assert_eq!(hasta_el_final(&conectar(direccion)), SALUDO);
    }
}

#[test]
fn saluda_en_orden_a_los_que_esperan() {
    let (_programa, direccion) = servidor(SERVIDOR_SALUDO);
    let clientes: Vec<_> = (0..10).map(|_| conectar(direccion)).collect();
    for cliente in clientes.iter().rev() {
        assert_eq!(hasta_el_final(cliente), SALUDO);
    }
}

#[test]
fn quien_se_va_sin_su_saludo_no_detiene_al_servidor() {
    let (mut programa, direccion) = servidor(SERVIDOR_SALUDO);
    for _ in 0..50 {
        drop(conectar(direccion));
        cortar(conectar(direccion));
        conectar(direccion).shutdown(Shutdown::Both).unwrap();
    }
    assert_eq!(hasta_el_final(&conectar(direccion)), SALUDO);
    assert!(programa.vive());
}

#[test]
fn los_servidores_explican_sus_argumentos() {
    comprobar_argumentos_de_servidor(SERVIDOR_SALUDO);
    comprobar_argumentos_de_servidor(SERVIDOR_WEB);
}

const PAGINA: &str = "<!doctype html>\n<html lang=\"es\">\n<meta charset=\"utf-8\">\n\
                      <title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n";
const NAVEGADOR: &str = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: prueba\r\nAccept: */*\r\n\r\n";

fn respuesta(estado: &str, cuerpo: &str) -> Vec<u8> {
    let permitido = if estado.starts_with("405") { "Allow: GET\r\n" } else { "" };
    let longitud = cuerpo.len();
    format!(
        "HTTP/1.1 {estado}\r\n{permitido}Content-Type: text/html; charset=utf-8\r\nContent-Length: {longitud}\r\n\
         Connection: close\r\n\r\n{cuerpo}"
    )
    .into_bytes()
}

fn pagina() -> Vec<u8> {
    respuesta("200 OK", PAGINA)
}

#[test]
fn la_pagina_llega_igual_se_parta_como_se_parta_la_peticion() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    assert_eq!(conversar(direccion, &[NAVEGADOR]), pagina());
    assert_eq!(conversar_despacio(direccion, &de_uno_en_uno(NAVEGADOR.as_bytes())), pagina());
    for al_final in 1..4 {
        let (casi, resto) = NAVEGADOR.split_at(NAVEGADOR.len() - al_final);
        assert_eq!(conversar_despacio(direccion, &[casi, resto]), pagina());
    }
    // Detrás de la línea vacía ya no es la petición.
    assert_eq!(conversar(direccion, &[NAVEGADOR, NAVEGADOR]), pagina());
}

#[test]
fn contesta_sin_esperar_a_que_el_navegador_cierre_su_lado() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    let stream = conectar(direccion);
    (&stream).write_all(NAVEGADOR.as_bytes()).unwrap();
    assert_eq!(hasta_el_final(&stream), pagina());
}

#[test]
fn cada_peticion_recibe_lo_suyo() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    for (primera, estado, cuerpo) in [
        ("GET / HTTP/1.0", "200 OK", PAGINA),
        ("GET /favicon.ico HTTP/1.1", "404 Not Found", "Aquí no hay nada.\n"),
        ("GET /? HTTP/1.1", "404 Not Found", "Aquí no hay nada.\n"),
        ("POST / HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
        ("get / HTTP/1.1", "405 Method Not Allowed", "Solo atiendo GET.\n"),
        ("GET /", "400 Bad Request", "No entiendo esa petición.\n"),
        ("GET  / HTTP/1.1", "400 Bad Request", "No entiendo esa petición.\n"),
        ("GET / HTTP/1.1 de más", "400 Bad Request", "No entiendo esa petición.\n"),
        ("GET / FTP", "400 Bad Request", "No entiendo esa petición.\n"),
        ("", "400 Bad Request", "No entiendo esa petición.\n"),
    ] {
        let peticion = format!("{primera}\r\nHost: x\r\n\r\n");
        assert_eq!(conversar(direccion, &[peticion]), respuesta(estado, cuerpo), "{primera}");
    }
    let binaria = b"\xff\xfe\x00 / HTTP/1.1\r\n\r\n";
    assert_eq!(conversar(direccion, &[binaria]), respuesta("400 Bad Request", "No entiendo esa petición.\n"));
}

#[test]
fn el_limite_es_exacto() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    let con = |bytes: usize| format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(bytes - 23));
    assert_eq!(con(16_384).len(), 16_384);
    assert_eq!(conversar(direccion, &[con(16_384)]), pagina());
    let larga = respuesta("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n");
    assert_eq!(conversar(direccion, &[con(16_385)]), larga);
    // Lo mismo aunque la última lectura traiga la línea vacía después de haber pasado el límite.
    let larga_de_mas = con(16_385);
    let (principio, resto) = larga_de_mas.split_at(100);
    assert_eq!(conversar_despacio(direccion, &[principio, resto]), larga);
}

#[test]
fn diez_megas_sin_linea_vacia_reciben_su_respuesta_entera() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    let larga = respuesta("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n");
    assert_eq!(conversar(direccion, &[vec![b'x'; 10_000_000]]), larga);
    let post = [b"POST / HTTP/1.1\r\n\r\n".to_vec(), vec![b'x'; 10_000_000]];
    assert_eq!(conversar(direccion, &post), respuesta("405 Method Not Allowed", "Solo atiendo GET.\n"));
}

#[test]
fn las_conexiones_de_reserva_no_hacen_esperar_a_nadie() {
    let (_programa, direccion) = servidor(SERVIDOR_WEB);
    let callados: Vec<_> = (0..20).map(|_| conectar(direccion)).collect();
    let lento = conectar(direccion);
    (&lento).write_all(b"GET / HT").unwrap();
    // Se les atiende al revés de como han llegado: quien los atienda de uno en uno no pasa de aquí.
    assert_eq!(conversar(direccion, &[NAVEGADOR]), pagina());
    (&lento).write_all(b"TP/1.1\r\n\r\n").unwrap();
    assert_eq!(hasta_el_final(&lento), pagina());
    drop(callados);
}

#[test]
fn quien_calla_o_se_va_se_queda_sin_respuesta() {
    let (mut programa, direccion) = servidor(SERVIDOR_WEB);
    assert_eq!(conversar::<&[u8]>(direccion, &[]), b"");
    assert_eq!(conversar(direccion, &["GET / HTTP/1.1\r\nHost:"]), b"");
    for _ in 0..20 {
        drop(conectar(direccion));
    }
    thread::scope(|hilos| {
        for a_medias in ["", "GET / HTTP/1.1\r\n"] {
            hilos.spawn(move || {
                let stream = conectar(direccion);
                (&stream).write_all(a_medias.as_bytes()).unwrap();
                assert_eq!(hasta_el_final(&stream), b"", "el plazo se cumple y cierra");
            });
        }
    });
    assert_eq!(conversar(direccion, &[NAVEGADOR]), pagina());
    assert!(programa.vive());
}
