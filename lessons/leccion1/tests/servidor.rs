//! El servidor de verdad, en un puerto libre, frente a clientes educados y de los otros.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use apoyo::{PLAZO, Programa, arrancar};

/// Arranca el servidor con un plazo por cliente y dice dónde escucha.
fn servidor(plazo: &str) -> (Programa, SocketAddr) {
    let programa = arrancar(
        env!("CARGO_BIN_EXE_leccion1"),
        &["servidor", "--puerto", "0", "--plazo", plazo],
    );
    let direccion = programa.direccion();
    (programa, direccion)
}

fn conectar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(direccion).unwrap();
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    stream.set_write_timeout(Some(PLAZO)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

fn leer_todo(mut stream: &TcpStream) -> Vec<u8> {
    let mut todo = Vec::new();
    stream.read_to_end(&mut todo).unwrap();
    todo
}

/// Envía `bytes` y devuelve todo lo que contestan hasta que cierran.
fn preguntar(direccion: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = conectar(direccion);
    stream.write_all(bytes).unwrap();
    leer_todo(&stream)
}

/// La cabecera (con su línea en blanco) y el cuerpo.
fn partir(respuesta: &[u8]) -> (String, Vec<u8>) {
    let corte = respuesta
        .windows(4)
        .position(|cuatro| cuatro == b"\r\n\r\n")
        .expect("una línea en blanco");
    let cabecera = String::from_utf8(respuesta[..corte + 4].to_vec());
    (cabecera.unwrap(), respuesta[corte + 4..].to_vec())
}

fn estado(respuesta: &[u8]) -> String {
    String::from_utf8_lossy(respuesta)
        .lines()
        .next()
        .unwrap()
        .to_string()
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
const BIEN: &str = "HTTP/1.1 200 OK";
const LARGA: &str = "HTTP/1.1 431 Request Header Fields Too Large";

#[test]
fn la_respuesta_es_correcta_byte_a_byte() {
    let (_programa, direccion) = servidor("10s");
    let (cabecera, cuerpo) = partir(&preguntar(direccion, GET));
    let longitud = cuerpo.len();
    assert_eq!(
        cabecera,
        format!(
            "HTTP/1.1 200 OK\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {longitud}\r\n\
             Connection: close\r\n\
             \r\n"
        )
    );
    let pagina =
        String::from_utf8(cuerpo).expect("la página es UTF-8");
    assert!(pagina.starts_with("<!DOCTYPE html>\n<html lang=\"es\">"));
    assert!(pagina.contains("¡Hola, <b>127.0.0.1:"));
    assert!(
        pagina.contains("<tr><th>Host</th><td>localhost</td></tr>")
    );
    assert!(!pagina.contains("{{"), "queda un hueco sin rellenar");
    // Con letras de dos bytes, contar letras en lugar de bytes daría otro número.
    assert!(pagina.chars().count() < pagina.len());
}

#[test]
fn una_peticion_byte_a_byte_es_la_misma_peticion() {
    let (programa, direccion) = servidor("10s");
    let mut stream = conectar(direccion);
    for byte in GET {
        stream.write_all(&[*byte]).unwrap();
    }
    assert_eq!(estado(&leer_todo(&stream)), BIEN);
    assert!(programa.linea().contains("  GET /  →  200, "));
}

#[test]
fn head_anuncia_lo_mismo_y_no_envia_cuerpo() {
    let (_programa, direccion) = servidor("10s");
    let (con_get, _) = partir(&preguntar(direccion, GET));
    let head = preguntar(
        direccion,
        b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    );
    let (con_head, cuerpo) = partir(&head);
    assert_eq!(con_head, con_get);
    assert_eq!(cuerpo, b"");
}

#[test]
fn a_cada_peticion_su_estado() {
    let (_programa, direccion) = servidor("10s");
    let casos: [(&[u8], &str); 24] = [
        // Una línea vacía delante se perdona; dos, no.
        (b"\r\nGET / HTTP/1.1\r\n\r\n", "200 OK"),
        (b"\nGET / HTTP/1.1\n\n", "200 OK"),
        (b"\r\nGET /nada HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "400 Bad Request"),
        // La forma absoluta, como se le pide a un intermediario.
        (b"GET http://h/ HTTP/1.1\r\n\r\n", "200 OK"),
        (b"HEAD HTTP://h:8081/?a HTTP/1.1\r\n\r\n", "200 OK"),
        (b"GET http://h HTTP/1.1\r\n\r\n", "200 OK"),
        (b"GET http://h?a=/ HTTP/1.1\r\n\r\n", "200 OK"),
        (b"GET http://h/x HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"GET http:/// HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"GET /x://h/ HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"GET /?a=b HTTP/1.0\r\n\r\n", "200 OK"),
        (b"GET / HTTP/1.1\n\n", "200 OK"),
        (b"GET /favicon.ico HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"HEAD /nada HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"POST / HTTP/1.1\r\n\r\na=b", "405 Method Not Allowed"),
        (b"OPTIONS * HTTP/1.1\r\n\r\n", "405 Method Not Allowed"),
        (b"hola\n", "400 Bad Request"),
        (b"\r\n\r\n", "400 Bad Request"),
        (b"GET /\r\n", "400 Bad Request"),
        (b"get / HTTP/1.1\r\n\r\n", "400 Bad Request"),
        (b"\xff\xfe\x00\n", "400 Bad Request"),
        (b"\x16\x03\x01\x02\x00", "400 Bad Request"),
        (b"GET / HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported"),
    ];
    for (enviado, esperado) in casos {
        let recibido = estado(&preguntar(direccion, enviado));
        let enviado = String::from_utf8_lossy(enviado);
        assert_eq!(
            recibido,
            format!("HTTP/1.1 {esperado}"),
            "{enviado:?}"
        );
    }
    let (cabecera, _) =
        partir(&preguntar(direccion, b"PUT / HTTP/1.1\r\n\r\n"));
    assert!(
        cabecera.contains("\r\nAllow: GET, HEAD\r\n"),
        "{cabecera}"
    );
}

#[test]
fn quien_cierra_su_mitad_a_medias_sabe_por_que() {
    let (_programa, direccion) = servidor("10s");
    let mut stream = conectar(direccion);
    stream.write_all(b"GET / HT").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(
        estado(&leer_todo(&stream)),
        "HTTP/1.1 400 Bad Request"
    );
}

#[test]
fn dos_conexiones_ociosas_no_hacen_esperar_a_la_tercera() {
    let (_programa, direccion) = servidor("60s");
    let _reserva = [conectar(direccion), conectar(direccion)];
    // Si esperara a las de delante, sería más que el plazo de lectura de la prueba.
    assert_eq!(estado(&preguntar(direccion, GET)), BIEN);
}

#[test]
fn cincuenta_que_conectan_y_se_van_no_lo_detienen() {
    let (mut programa, direccion) = servidor("10s");
    for _ in 0..50 {
        drop(conectar(direccion));
    }
    assert_eq!(estado(&preguntar(direccion, GET)), BIEN);
    for _ in 0..51 {
        // Cada uno se apunta; el orden de los hilos no está garantizado.
        let linea = programa.linea();
        let esperada = linea.ends_with("se ha ido sin pedir nada")
            || linea.contains("GET /");
        assert!(esperada, "{linea}");
    }
    assert!(programa.vive());
}

#[test]
fn quien_corta_sin_leer_no_lo_detiene() {
    let (mut programa, direccion) = servidor("10s");
    for _ in 0..20 {
        let mut stream = conectar(direccion);
        stream.write_all(GET).unwrap();
        // Con la respuesta delante y sin leerla, cerrar es cortar: al servidor le llega un RST.
        apoyo::sin_interrupciones(|| stream.peek(&mut [0; 1]))
            .unwrap();
    }
    assert_eq!(estado(&preguntar(direccion, GET)), BIEN);
    assert!(programa.vive());
}

#[test]
fn diez_megas_sin_linea_en_blanco_reciben_su_431() {
    let (mut programa, direccion) = servidor("10s");
    let mut enviado = b"GET / HTTP/1.1\r\nX: ".to_vec();
    enviado.resize(10 * 1024 * 1024, b'a');
    assert_eq!(estado(&preguntar(direccion, &enviado)), LARGA);
    // Y sin un solo salto de línea, lo mismo.
    let letras = vec![b'a'; 10 * 1024 * 1024];
    assert_eq!(estado(&preguntar(direccion, &letras)), LARGA);
    assert_eq!(estado(&preguntar(direccion, GET)), BIEN);
    assert!(programa.vive());
}

#[test]
fn el_limite_es_exacto() {
    let (_programa, direccion) = servidor("10s");
    // 16 KiB de cabecera, con su línea en blanco.
    let mut justa = b"GET / HTTP/1.1\r\nX: ".to_vec();
    justa.resize(16 * 1024 - 4, b'a');
    justa.extend_from_slice(b"\r\n\r\n");
    assert_eq!(estado(&preguntar(direccion, &justa)), BIEN);
    justa.insert(20, b'a');
    assert_eq!(estado(&preguntar(direccion, &justa)), LARGA);
}

#[test]
fn el_que_calla_se_queda_sin_sitio_al_vencer_el_plazo() {
    let (programa, direccion) = servidor("200ms");
    let mudo = conectar(direccion);
    assert_eq!(leer_todo(&mudo), b"");
    assert!(programa.linea().ends_with("no ha pedido nada a tiempo"));
}

#[test]
fn el_goteo_no_alarga_el_plazo() {
    let (_programa, direccion) = servidor("400ms");
    let mut goteo = conectar(direccion);
    goteo.write_all(b"GET / HTTP/1.1\r\nX: ").unwrap();
    goteo.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let inicio = Instant::now();
    let mut respuesta = [0; 12];
    // Una letra cada 50 ms, mucho más deprisa que el plazo, hasta que conteste.
    while goteo.peek(&mut respuesta).is_err() {
        assert!(inicio.elapsed() < PLAZO, "el goteo lo retiene");
        goteo.write_all(b"a").unwrap();
    }
    goteo.set_read_timeout(Some(PLAZO)).unwrap();
    goteo.read_exact(&mut respuesta).unwrap();
    assert_eq!(&respuesta, b"HTTP/1.1 408");
}

#[test]
fn lo_que_viene_de_fuera_no_llega_crudo_a_ninguna_parte() {
    let (programa, direccion) = servidor("10s");
    let peticion =
        b"GET /?\x1b[2J HTTP/1.1\r\nX: <script>1</script>\x1b\r\n\r\n";
    let (_, cuerpo) = partir(&preguntar(direccion, peticion));
    let pagina = String::from_utf8(cuerpo).unwrap();
    let escapado = "&lt;script&gt;1&lt;/script&gt;\\u{1b}";
    assert!(pagina.contains(escapado), "{pagina}");
    let linea = programa.linea();
    assert!(linea.contains("GET /?\\u{1b}[2J  →  200"), "{linea}");
}
