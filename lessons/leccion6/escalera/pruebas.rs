//! Cada peldaño, en marcha: lo que dice su cabecera que se verá, y también lo que le falta, que es lo que enseña el siguiente.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::net::{SocketAddr, UdpSocket};

use apoyo::escalera::compilar;
use apoyo::{PLAZO, Programa, arrancar, ejecutar};

const HOLA: &str = "¡Hola!";

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let programa = arrancar(compilar("leccion6", fichero), &["127.0.0.1:0"]);
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Arranca un cliente y hace de servidor suyo: devuelve dónde está el cliente cuando llega su primer datagrama.
fn cliente(fichero: &str, mensaje: &str) -> (Programa, UdpSocket, SocketAddr) {
    let socket = abrir();
    let direccion = socket.local_addr().unwrap().to_string();
    let programa = arrancar(compilar("leccion6", fichero), &[&direccion]);
    let de = recibe(&socket, mensaje.as_bytes());
    (programa, socket, de)
}

fn abrir() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PLAZO)).unwrap();
    socket
}

/// Espera un datagrama que diga esto, y devuelve quién lo envía. Con la máquina ocupada, un cliente puede haber repetido el de antes.
#[track_caller]
fn recibe(socket: &UdpSocket, mensaje: &[u8]) -> SocketAddr {
    let mut buffer = [0; 65_535];
    loop {
        let (leidos, de) = apoyo::sin_interrupciones(|| socket.recv_from(&mut buffer)).unwrap();
        if buffer[..leidos] == *mensaje {
            return de;
        }
    }
}

#[test]
fn recibir_dice_de_quien_es_y_cada_datagrama_llega_entero() {
    let (servidor, direccion) = servidor("1_recibir.rs");
    let socket = abrir();
    let yo = socket.local_addr().unwrap();
    for mensaje in ["uno", "", "¡Hola!"] {
        socket.send_to(mensaje.as_bytes(), direccion).unwrap();
    }
    for mensaje in ["uno", "", "¡Hola!"] {
        assert_eq!(servidor.linea(), format!("{yo}: {} bytes, «{mensaje}»", mensaje.len()));
    }
}

#[test]
fn el_eco_vuelve_a_cada_uno_lo_suyo() {
    let (_servidor, direccion) = servidor("2_eco.rs");
    let (una, otra) = (abrir(), abrir());
    let grande = vec![b'x'; 9_000];
    una.send_to(b"una", direccion).unwrap();
    otra.send_to(b"", direccion).unwrap();
    una.send_to(&grande, direccion).unwrap();
    assert_eq!(recibe(&una, b"una"), direccion);
    assert_eq!(recibe(&otra, b""), direccion);
    assert_eq!(recibe(&una, &grande), direccion);
}

#[test]
fn el_primer_cliente_se_cree_lo_que_diga_cualquiera() {
    let (cliente, _servidor, de) = cliente("3_cliente.rs", HOLA);
    let extranio = abrir();
    extranio.send_to("soy otro".as_bytes(), de).unwrap();
    let fin = cliente.esperar();
    assert_eq!(fin.salida, format!("{}: «soy otro»\n", extranio.local_addr().unwrap()));
    assert_eq!(fin.codigo, Some(0));
}

#[test]
fn el_conectado_no_oye_al_extranio() {
    let (cliente, servidor, de) = cliente("4_conectado.rs", HOLA);
    abrir().send_to("soy otro".as_bytes(), de).unwrap();
    servidor.send_to(HOLA.as_bytes(), de).unwrap();
    let fin = cliente.esperar();
    assert_eq!(fin.salida, format!("{}: «¡Hola!»\n", servidor.local_addr().unwrap()));
    assert_eq!(fin.codigo, Some(0));
}

/// El aviso de que no hay nadie se ve en Linux y en macOS; Windows lo da con otro nombre.
#[cfg(unix)]
#[test]
fn el_conectado_sabe_que_no_hay_nadie() {
    let (direccion, _guarda) = apoyo::nadie_recibe();
    let fin = ejecutar(compilar("leccion6", "4_conectado.rs"), &[&direccion.to_string()]);
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("ConnectionRefused"), "{}", fin.errores);
}

#[test]
fn con_plazo_nadie_se_queda_esperando() {
    let (cansado, _servidor, _) = cliente("5_plazo.rs", HOLA);
    let fin = cansado.esperar();
    assert!(fin.salida.starts_with("sin eco ("), "{}", fin.salida);
    assert_eq!(fin.codigo, Some(0));

    // Si la máquina se para medio segundo, el eco llega tarde sin culpa de nadie: se prueba otra vez.
    let hay_eco = |_| {
        let (atendido, servidor, de) = cliente("5_plazo.rs", HOLA);
        servidor.send_to(HOLA.as_bytes(), de).unwrap();
        atendido.esperar().salida == format!("{}: «¡Hola!»\n", servidor.local_addr().unwrap())
    };
    assert!((0..20).any(hay_eco));
}

#[test]
fn el_que_insiste_envia_lo_mismo_hasta_que_le_contestan() {
    let (cliente, servidor, de) = cliente("6_reintento.rs", HOLA);
    assert_eq!(recibe(&servidor, HOLA.as_bytes()), de);
    servidor.send_to(HOLA.as_bytes(), de).unwrap();
    assert!(cliente.linea().starts_with("1: sin eco ("));
    cliente.linea_con("«¡Hola!»");
    assert_eq!(cliente.esperar().codigo, Some(0));
}

#[test]
fn el_que_insiste_se_cansa_a_la_quinta() {
    let (cliente, servidor, de) = cliente("6_reintento.rs", HOLA);
    for _ in 2..=5 {
        assert_eq!(recibe(&servidor, HOLA.as_bytes()), de);
    }
    let fin = cliente.esperar();
    assert_eq!((fin.codigo, fin.salida.lines().count()), (Some(1), 5));
    assert!(fin.errores.contains("ningún eco"), "{}", fin.errores);
}

#[test]
fn el_eco_de_otra_pregunta_no_cuenta() {
    let (cliente, servidor, de) = cliente("7_numerado.rs", "1 ¡Hola!");
    let contestar = |eco: &str| servidor.send_to(eco.as_bytes(), de).unwrap();
    contestar("1 ¡Hola!");
    cliente.linea_con(&format!("{}: «1 ¡Hola!»", servidor.local_addr().unwrap()));
    recibe(&servidor, "2 ¡Hola!".as_bytes());
    // El eco de la primera, otra vez: se retrasó, o se repitió por el camino.
    contestar("1 ¡Hola!");
    cliente.linea_con("no es mi eco: «1 ¡Hola!»");
    contestar("2 ¡Hola!");
    cliente.linea_con(": «2 ¡Hola!»");
    // Y si se pierde, se repite con el mismo número.
    recibe(&servidor, "3 ¡Hola!".as_bytes());
    cliente.linea_con("intento 1: sin eco");
    recibe(&servidor, "3 ¡Hola!".as_bytes());
    contestar("3 ¡Hola!");
    cliente.linea_con(": «3 ¡Hola!»");
    assert_eq!(cliente.esperar().codigo, Some(0));
}
