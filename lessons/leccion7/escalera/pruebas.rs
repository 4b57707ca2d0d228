//! Cada peldaño, en marcha: lo que dice su cabecera que se verá, y también lo que le falta, que es lo que enseña el siguiente.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::process::Command;

use apoyo::escalera::compilar;
use apoyo::{Final, PLAZO, Programa, TempDir, arrancar_orden, carpeta, conectar};

/// Arranca un peldaño en su carpeta, que es donde lee y guarda los ficheros.
fn arrancar(fichero: &str, direccion: &str, donde: &TempDir) -> Programa {
    arrancar_orden(Command::new(compilar("leccion7", fichero)).arg(direccion).current_dir(donde))
}

/// Arranca un receptor, le envía esto por TCP y cierra.
fn recibe(fichero: &str, bytes: &[u8], donde: &TempDir) -> Final {
    let receptor = arrancar(fichero, "127.0.0.1:0", donde);
    let mut stream = conectar(receptor.direccion());
    stream.write_all(bytes).unwrap();
    drop(stream);
    receptor.esperar()
}

fn guardado(donde: &TempDir) -> Option<Vec<u8>> {
    fs::read(donde.path().join("recibido.bin")).ok()
}

/// Bytes de todas clases, y que no se repiten de trozo en trozo.
fn muestra(cuantos: usize) -> Vec<u8> {
    (0..cuantos).map(|indice| (indice % 251) as u8).collect()
}

#[test]
fn salen_los_bytes_y_el_cierre_dice_que_ya_esta() {
    let donde = carpeta();
    fs::write(donde.path().join("gatin.jpg"), muestra(100_000)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let emisor = arrancar("1_enviar.rs", &listener.local_addr().unwrap().to_string(), &donde);
    let mut recibido = Vec::new();
    listener.accept().unwrap().0.read_to_end(&mut recibido).unwrap();
    assert!(recibido == muestra(100_000), "{} bytes", recibido.len());
    assert_eq!(emisor.esperar().salida, "gatin.jpg: 100000 bytes\n");
}

#[test]
fn con_el_tamano_se_nota_el_corte_pero_queda_medio_fichero() {
    let donde = carpeta();
    let entero = recibe("2_tamano.rs", b"\0\0\0\x04hola y algo que sobra", &donde);
    assert_eq!((entero.codigo, entero.salida.as_str()), (Some(0), "recibido.bin: 4 bytes\n"));
    assert_eq!(guardado(&donde).unwrap(), b"hola");
    let cortado = recibe("2_tamano.rs", b"\0\0\0\x05hol", &donde);
    assert_eq!(cortado.codigo, Some(1));
    assert!(cortado.errores.contains("se ha cortado a la mitad"), "{}", cortado.errores);
    assert_eq!(guardado(&donde).unwrap(), b"hol");
}

#[test]
fn escribiendo_al_lado_lo_que_habia_no_se_toca() {
    let donde = carpeta();
    assert_eq!(recibe("3_parcial.rs", b"\0\0\0\x05hola", &donde).codigo, Some(1));
    assert_eq!(guardado(&donde), None);
    assert_eq!(recibe("3_parcial.rs", b"\0\0\0\x04hola", &donde).codigo, Some(0));
    assert_eq!(recibe("3_parcial.rs", b"\0\0\0\x05adi", &donde).codigo, Some(1));
    assert_eq!(guardado(&donde).unwrap(), b"hola");
    assert_eq!(recibe("3_parcial.rs", b"\0\0\0\x06adi\xc3\xb3s", &donde).codigo, Some(0));
    assert_eq!(guardado(&donde).unwrap(), "adiós".as_bytes());
}

#[test]
fn con_la_suma_se_nota_una_letra_cambiada() {
    let donde = carpeta();
    // La suma de «hola» es la que dice el enunciado de `enviar_archivo_tcp`.
    let mal = recibe("4_suma.rs", b"\0\0\0\x04\x6f\xa0\xf9\x88hole", &donde);
    assert_eq!(mal.codigo, Some(1));
    assert!(mal.errores.contains("la suma no es la anunciada"), "{}", mal.errores);
    assert_eq!(guardado(&donde), None);
    assert_eq!(recibe("4_suma.rs", b"\0\0\0\x04\x6f\xa0\xf9\x88hola", &donde).codigo, Some(0));
    assert_eq!(guardado(&donde).unwrap(), b"hola");
    assert_eq!(recibe("4_suma.rs", b"\0\0\0\x04\x6f\xa0\xf9\x88hol", &donde).codigo, Some(1));
    assert_eq!(guardado(&donde).unwrap(), b"hola");
}

/// Un emisor con un fichero de este tamaño, y el socket al que escribe.
fn emisor(fichero: &str, cuantos: usize) -> (Programa, UdpSocket, TempDir) {
    let donde = carpeta();
    fs::write(donde.path().join("gatin.jpg"), muestra(cuantos)).unwrap();
    let socket = abrir();
    let emisor = arrancar(fichero, &socket.local_addr().unwrap().to_string(), &donde);
    (emisor, socket, donde)
}

fn abrir() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PLAZO)).unwrap();
    socket
}

fn datagrama(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 65_535];
    let (leidos, de) = apoyo::sin_interrupciones(|| socket.recv_from(&mut buffer)).unwrap();
    (buffer[..leidos].to_vec(), de)
}

#[test]
fn por_udp_salen_trozos_numerados_sin_mirar_atras() {
    let (emisor, socket, _donde) = emisor("5_trozos.rs", 2_500);
    for (numero, trozo) in (0..).zip(muestra(2_500).chunks(1000)) {
        assert_eq!(datagrama(&socket).0, [&[numero], trozo].concat());
    }
    // Nadie le ha contestado, y acaba bien.
    let fin = emisor.esperar();
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "gatin.jpg: 2500 bytes\n"));
}

#[test]
fn el_acuse_dice_que_trozo_se_espera() {
    let donde = carpeta();
    let receptor = arrancar("6_acuse.rs", "127.0.0.1:0", &donde);
    let (direccion, socket) = (receptor.direccion(), abrir());
    // El 0, repetido; el 2 antes de tiempo; nada; y el que falta.
    for (enviado, acuse) in [(&b"\0uno "[..], 1), (b"\0uno ", 1), (b"\x02tres", 1), (b"", 1), (b"\x01dos", 2)] {
        socket.send_to(enviado, direccion).unwrap();
        assert_eq!(datagrama(&socket), (vec![acuse], direccion), "{enviado:?}");
    }
    assert_eq!((receptor.linea(), receptor.linea()), ("trozo 0: 4 bytes".into(), "trozo 1: 3 bytes".into()));
    assert_eq!(guardado(&donde).unwrap(), b"uno dos");
}

#[test]
fn sin_su_acuse_el_trozo_se_repite() {
    let (emisor, socket, _donde) = emisor("7_repetir.rs", 1_001);
    let (primero, de) = datagrama(&socket);
    assert_eq!(datagrama(&socket), (primero.clone(), de));
    emisor.linea_con("trozo 0: sin acuse, va otra vez");
    // Un acuse que espera el 0 no confirma el 0.
    socket.send_to(&[0], de).unwrap();
    assert_eq!(datagrama(&socket), (primero.clone(), de));
    socket.send_to(&[1], de).unwrap();
    let segundo = loop {
        let (trozo, _) = datagrama(&socket);
        if trozo != primero {
            break trozo;
        }
    };
    assert_eq!(segundo, [1, muestra(1_001)[1000]]);
    socket.send_to(&[2], de).unwrap();
    assert_eq!(emisor.esperar().codigo, Some(0));
}

#[test]
fn si_nadie_confirma_se_cansa() {
    let (emisor, socket, _donde) = emisor("7_repetir.rs", 10);
    for _ in 0..5 {
        datagrama(&socket);
    }
    let fin = emisor.esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("ningún acuse"), "{}", fin.errores);
}

#[test]
fn los_dos_ultimos_juntos_llevan_un_fichero_que_da_la_vuelta_a_los_numeros() {
    let donde = carpeta();
    let receptor = arrancar("6_acuse.rs", "127.0.0.1:0", &donde);
    fs::write(donde.path().join("gatin.jpg"), muestra(300_300)).unwrap();
    let emisor = arrancar("7_repetir.rs", &receptor.direccion().to_string(), &donde);
    assert_eq!(emisor.esperar().codigo, Some(0));
    assert!(guardado(&donde).unwrap() == muestra(300_300));
}
