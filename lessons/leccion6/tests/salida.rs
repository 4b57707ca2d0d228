//! Salidas que nadie lee, bytes de otro en una terminal y direcciones: lo que cambia según dónde se ejecute cada programa.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, UdpSocket};

use apoyo::salidas::{avisa_si_queda_abierto, ejecutar_con_salida, servidor_sin_lector, sin_lector};
use apoyo::{PLAZO, arrancar, conectar, ejecutar, sin_interrupciones};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion6");

fn por_udp(direccion: SocketAddr) {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    socket.set_read_timeout(Some(PLAZO)).unwrap();
    socket.send_to(b"hola", direccion).unwrap();
    assert_eq!(sin_interrupciones(|| socket.recv_from(&mut [0; 9])).unwrap(), (4, direccion));
}

fn por_tcp(direccion: SocketAddr) {
    let mut stream = conectar(direccion);
    stream.write_all(b"hola").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut eco = String::new();
    stream.read_to_string(&mut eco).unwrap();
    assert_eq!(eco, "hola");
}

/// Por qué se habla, y cómo se saluda.
type Forma = (&'static str, fn(SocketAddr));

const FORMAS: [Forma; 2] = [("tcp", por_tcp), ("udp", por_udp)];

#[test]
fn si_quien_leia_se_va_el_servidor_sigue() {
    for (forma, saludar) in FORMAS {
        let (mut programa, direccion) = servidor_sin_lector(LECCION, &[forma, "servidor", "--puerto", "0"]);
        (0..5).for_each(|_| saludar(direccion));
        assert!(programa.vive(), "{forma}");
    }
}

#[test]
fn abierto_a_la_red_lo_avisa() {
    for (forma, _) in FORMAS {
        avisa_si_queda_abierto(LECCION, &[forma, "servidor"]);
    }
}

#[test]
fn el_cliente_no_calla_si_nadie_lee_su_salida() {
    for (forma, _) in FORMAS {
        let servidor = arrancar(LECCION, &[forma, "servidor", "--puerto", "0"]);
        let puerto = servidor.direccion().port().to_string();
        let orden = [forma, "cliente", "--puerto", &puerto, "hola"];
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, sin_lector());
        assert!(codigo == Some(0) && errores.contains("nadie lee ya la salida"), "{forma}: {codigo:?} {errores}");
        assert!(servidor.linea().contains("4 bytes de eco"), "{forma}: se ha enviado");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn el_cliente_dice_que_el_disco_esta_lleno() {
    for (forma, _) in FORMAS {
        let servidor = arrancar(LECCION, &[forma, "servidor", "--puerto", "0"]);
        let puerto = servidor.direccion().port().to_string();
        let orden = [forma, "cliente", "--puerto", &puerto, "hola"];
        let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, apoyo::salidas::disco_lleno());
        let esperado = "error: no he podido escribir el resultado: no queda espacio en el disco (StorageFull).\n";
        assert_eq!((codigo, errores.as_str()), (Some(1), esperado), "{forma}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn en_una_terminal_el_eco_no_manda_y_en_una_tuberia_va_tal_cual() {
    use apoyo::terminal::Terminal;

    for (forma, _) in FORMAS {
        let servidor = arrancar(LECCION, &[forma, "servidor", "--puerto", "0"]);
        let puerto = servidor.direccion().port().to_string();
        let fin = ejecutar(LECCION, &[forma, "cliente", "--puerto", &puerto, "a\u{1b}[2Jb"]);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "a\u{1b}[2Jb\n"), "{forma}");
        let hostil = "printf 'se\\303\\261or \\033[2J\\033]0;t\\007 fin\\n'";
        let orden = format!("{hostil} | {LECCION} {forma} cliente --puerto {puerto}");
        let Some(mut terminal) = Terminal::abrir(&orden, &[]) else { return };
        terminal.espera("señor ·[2J·]0;t· fin");
        terminal.acaba_con(0);
    }
}

/// Todo 127.0.0.0/8 es de un Linux sin tener que pedirlo: sirve de ordenador con varias direcciones.
#[cfg(target_os = "linux")]
#[test]
fn un_servidor_abierto_contesta_por_donde_le_llaman() {
    let servidor = arrancar(LECCION, &["udp", "servidor", "--puerto", "0", "--host", "0.0.0.0"]);
    let puerto = servidor.direccion().port();
    for ip in ["127.0.0.1", "127.0.0.2", "127.0.0.77"] {
        por_udp(SocketAddr::new(ip.parse().unwrap(), puerto));
        let fin = ejecutar(LECCION, &["udp", "cliente", "--host", ip, "--puerto", &puerto.to_string(), "hola"]);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "hola\n"), "{ip}: {}", fin.errores);
    }
}
