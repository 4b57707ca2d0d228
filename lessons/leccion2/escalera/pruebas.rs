//! Contra cada peldaño se juega lo que su `//!` dice que pasa.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use apoyo::{Programa, arrancar, conectar, ejecutar, escalera, sin_interrupciones};

fn servidor(fichero: &str) -> (Programa, SocketAddr) {
    let servidor = arrancar(escalera::compilar("leccion2", fichero), &["127.0.0.1:0"]);
    let direccion = servidor.direccion();
    (servidor, direccion)
}

/// Envía esos bytes y se despide. Devuelve lo que vuelve hasta el final, o hasta el corte.
fn vuelve(direccion: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = conectar(direccion);
    // Un servidor que ya ha cerrado puede no dejarnos acabar.
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut vuelto = Vec::new();
    let _ = stream.read_to_end(&mut vuelto);
    vuelto
}

/// Llama y corta sin despedirse: al cerrar con algo sin leer, el sistema no envía un FIN, sino un RST.
fn cortar(direccion: SocketAddr) {
    let mut stream = conectar(direccion);
    stream.write_all(b"hola").unwrap();
    // Ya ha vuelto algo: está sin leer.
    assert_eq!(sin_interrupciones(|| stream.peek(&mut [0])).unwrap(), 1);
}

/// Un servidor de eco para un solo cliente, que acaba cuando él se despide.
fn eco() -> (SocketAddr, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let direccion = listener.local_addr().unwrap();
    let hilo = thread::spawn(move || {
        let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
        let (mut total, mut buffer) = (0, [0; 700]);
        loop {
            let leidos = sin_interrupciones(|| stream.read(&mut buffer)).unwrap();
            if leidos == 0 {
                return total;
            }
            stream.write_all(&buffer[..leidos]).unwrap();
            total += leidos;
        }
    });
    (direccion, hilo)
}

#[test]
fn el_primero_ve_volver_lo_que_envia() {
    let (direccion, hilo) = eco();
    let fin = ejecutar(escalera::compilar("leccion2", "1_un_cliente.rs"), &[&direccion.to_string()]);
    assert!(fin.codigo == Some(0) && fin.salida.starts_with("8 bytes: [194, 161, 72,"), "{fin:?}");
    assert_eq!(hilo.join().unwrap(), 8);
}

#[test]
fn con_una_lectura_no_vuelven_los_cinco_mil() {
    let (_servidor, direccion) = servidor("2_un_read.rs");
    assert_eq!(vuelve(direccion, b"hola"), b"hola");
    assert!(vuelve(direccion, &[b'x'; 5000]).len() <= 1024);
}

#[test]
fn con_un_bucle_vuelven_todos_y_un_corte_acaba_con_el_servidor() {
    for fichero in ["3_hasta_el_final.rs", "4_en_una_funcion.rs"] {
        let (servidor, direccion) = servidor(fichero);
        assert_eq!(vuelve(direccion, &[b'x'; 5000]), [b'x'; 5000]);
        cortar(direccion);
        assert_eq!(servidor.esperar().codigo, Some(1), "{fichero}");
    }
}

#[test]
fn un_corte_se_cuenta_y_se_sirve_al_siguiente() {
    let (servidor, direccion) = servidor("5_nadie_lo_tumba.rs");
    cortar(direccion);
    servidor.linea_con("se ha cortado");
    assert_eq!(vuelve(direccion, &[b'x'; 5000]), [b'x'; 5000]);
    servidor.linea_con("5000 bytes de eco");
}

#[test]
fn el_que_se_despide_recibe_los_cinco_mil() {
    let (direccion, hilo) = eco();
    let fin = ejecutar(escalera::compilar("leccion2", "6_medio_cierre.rs"), &[&direccion.to_string()]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "han vuelto 5000 bytes\n"));
    assert_eq!(hilo.join().unwrap(), 5000);
}
