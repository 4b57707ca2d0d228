//! Salidas que nadie lee, direcciones abiertas a la red y descriptores que se acaban: lo que no para a un programa que trabaja.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr};

use apoyo::salidas::{avisa_si_queda_abierto, ejecutar_con_salida, servidor_sin_lector, sin_lector};
use apoyo::{Programa, arrancar, conectar};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion3");

/// Envía «hola» en crudo y comprueba que vuelve.
fn saludar(direccion: SocketAddr) {
    let mut stream = conectar(direccion);
    stream.write_all(b"hola").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut eco = String::new();
    stream.read_to_string(&mut eco).unwrap();
    assert_eq!(eco, "hola");
}

fn servidor() -> (Programa, String) {
    let programa = arrancar(LECCION, &["servidor", "--puerto", "0"]);
    let puerto = programa.direccion().port().to_string();
    (programa, puerto)
}

#[test]
fn si_quien_leia_se_va_el_servidor_sigue() {
    let (mut programa, direccion) = servidor_sin_lector(LECCION, &["servidor", "--puerto", "0"]);
    (0..3).for_each(|_| saludar(direccion));
    // Lo que va mal se cuenta por stderr, que tampoco lee nadie: quien se va con su eco sin leer, corta.
    let mut corta = conectar(direccion);
    corta.write_all(&[7; 200_000]).unwrap();
    corta.read_exact(&mut [0]).unwrap();
    drop(corta);
    saludar(direccion);
    assert!(programa.vive());
}

#[test]
fn abierto_a_la_red_lo_avisa() {
    avisa_si_queda_abierto(LECCION, &["servidor"]);
}

#[test]
fn el_cliente_trabaja_aunque_nadie_lea_su_salida_y_lo_dice() {
    let (programa, puerto) = servidor();
    let orden = ["cliente", "--puerto", &puerto, "--", "uno", "dos"];
    let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, sin_lector());
    assert_eq!(codigo, Some(0));
    assert!(errores.starts_with("nadie lee ya mi salida: 2 envíos (6 bytes), "), "{errores}");
    // Lo ha enviado todo y se ha despedido.
    programa.linea_con("ha terminado");
}

#[cfg(target_os = "linux")]
#[test]
fn el_cliente_dice_que_el_disco_esta_lleno() {
    let (programa, puerto) = servidor();
    let orden = ["cliente", "--puerto", &puerto, "uno"];
    let (codigo, errores) = ejecutar_con_salida(LECCION, &orden, apoyo::salidas::disco_lleno());
    let ultima = errores.lines().last().unwrap();
    let esperado = "error: no he podido escribir el resultado: no queda espacio en el disco (StorageFull).";
    assert_eq!((codigo, ultima), (Some(1), esperado), "{errores}");
    programa.linea_con("ha terminado");
}

/// Cuando se acaban los descriptores no se muere: se espera a que vuelva a haber sitio.
#[cfg(target_os = "linux")]
#[test]
fn sin_descriptores_espera_y_sigue() {
    let orden = format!("ulimit -S -n 4; exec {LECCION} servidor --puerto 0");
    // stdin, stdout, stderr y el socket que escucha: no cabe ni un cliente.
    let mut programa = arrancar("sh", &["-c", &orden]);
    let direccion = programa.direccion();
    let primero = conectar(direccion);
    let aviso = programa.linea_de_error();
    assert!(aviso.starts_with("no he podido coger una llamada: "), "{aviso}");
    assert!(aviso.contains("EMFILE") && aviso.ends_with("; lo sigo intentando"), "{aviso}");
    assert!(programa.vive());
    // Cuando vuelve a haber sitio, al primero se le atiende.
    let limite =
        std::process::Command::new("prlimit").args(["--pid", &programa.pid().to_string(), "--nofile=64:"]).status();
    if !limite.is_ok_and(|estado| estado.success()) {
        eprintln!("aquí no hay `prlimit`: no se prueba que vuelva a haber sitio");
        return;
    }
    drop(primero);
    saludar(direccion);
}

/// Un byte cada poco: ninguna lectura suelta agota nunca su plazo, y este servidor atiende de uno en uno.
#[test]
fn quien_gotea_no_se_queda_para_siempre() {
    for (modo, inicio, goteo) in [("lineas", &b""[..], b'x'), ("marco", &[0, 0, 255, 255], b'x')] {
        let opciones = ["servidor", "--puerto", "0", "--modo", modo, "--plazo", "300ms"];
        let programa = arrancar(LECCION, &opciones);
        let mut goteante = conectar(programa.direccion());
        goteante.write_all(inicio).unwrap();
        let limite = std::time::Instant::now() + apoyo::PLAZO;
        while goteante.write_all(&[goteo]).is_ok() {
            assert!(std::time::Instant::now() < limite, "en {modo} no se cansa");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}
