//! Los retos de la lección 2: un cliente frente a servidores tramposos, y un servidor frente a clientes impacientes.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod adversario;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use adversario::*;
use apoyo::ejecutar;

const SERVIDOR_ECO: &str = env!("CARGO_BIN_EXE_solucion_servidor_eco");
const CLIENTE_ECO: &str = env!("CARGO_BIN_EXE_solucion_cliente_eco");

#[test]
fn cada_byte_vuelve_en_cuanto_llega() {
    let (_programa, direccion) = servidor(SERVIDOR_ECO);
    let stream = conectar(direccion);
    for byte in "¡Hola, señora!\0\r\n".bytes() {
        (&stream).write_all(&[byte]).unwrap();
        esperar(&stream, &[byte]);
    }
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(hasta_el_final(&stream), b"");
}

#[test]
fn el_eco_es_el_mismo_de_cualquier_tamano() {
    let (_programa, direccion) = servidor(SERVIDOR_ECO);
    let grande = ocho_mebibytes();
    for tamano in [0, 1, 1023, 1024, 1025, 5000, 65_536, 65_537, grande.len()] {
        let eco = conversar(direccion, &[&grande[..tamano]]);
        assert!(eco == grande[..tamano], "{tamano} bytes: han vuelto {}", eco.len());
    }
}

#[test]
fn el_medio_cierre_no_pierde_lo_que_falta_por_volver() {
    let (_programa, direccion) = servidor(SERVIDOR_ECO);
    let stream = conectar(direccion);
    (&stream).write_all(&[7; 100_000]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // Hasta aquí no ha leído nada: los 100 000 bytes tienen que seguir ahí.
    assert_eq!(hasta_el_final(&stream), [7; 100_000]);
}

#[test]
fn un_cliente_que_corta_no_detiene_al_servidor() {
    let (mut programa, direccion) = servidor(SERVIDOR_ECO);
    for _ in 0..30 {
        drop(conectar(direccion));
        let stream = conectar(direccion);
        (&stream).write_all(&[1; 10_000]).unwrap();
        cortar(stream);
    }
    assert_eq!(conversar(direccion, &["sigo aquí"]), "sigo aquí".as_bytes());
    assert!(programa.vive());
}

#[test]
fn los_argumentos_se_explican() {
    comprobar_argumentos_de_servidor(SERVIDOR_ECO);
    for (argumentos, codigo) in [(&[][..], 2), (&["127.0.0.1"], 1), (&["127.0.0.1:70000"], 1)] {
        let fin = ejecutar(CLIENTE_ECO, argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(codigo), ""), "{argumentos:?}");
        assert_eq!(fin.errores.lines().count(), 1, "{argumentos:?}: {}", fin.errores);
    }
}

/// Lo que ha hecho el cliente con una entrada.
struct Visto {
    codigo: Option<i32>,
    salida: Vec<u8>,
    errores: String,
}

/// Ejecuta `cliente_eco` contra un servidor que atiende a un cliente con `trampa`. Sus plazos los pone él mismo.
fn con_servidor(entrada: &[u8], trampa: impl FnOnce(TcpStream) + Send) -> Visto {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let direccion = listener.local_addr().unwrap();
    thread::scope(|hilos| {
        hilos.spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
            stream.set_write_timeout(Some(apoyo::PLAZO)).unwrap();
            trampa(stream);
        });
        cliente(direccion, entrada)
    })
}

fn cliente(direccion: SocketAddr, entrada: &[u8]) -> Visto {
    let mut hijo = Command::new(CLIENTE_ECO)
        .arg(direccion.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut tuberia = hijo.stdin.take().unwrap();
    thread::scope(|hilos| {
        hilos.spawn(move || tuberia.write_all(entrada));
        let fin = hijo.wait_with_output().unwrap();
        let errores = String::from_utf8(fin.stderr).unwrap();
        Visto { codigo: fin.status.code(), salida: fin.stdout, errores }
    })
}

fn comprobar_fallo(visto: &Visto, salida: &[u8]) {
    assert_eq!(visto.codigo, Some(1), "{}", visto.errores);
    assert_eq!(visto.errores.lines().count(), 1, "{}", visto.errores);
    assert_eq!(visto.salida.escape_ascii().to_string(), salida.escape_ascii().to_string());
}

/// Devuelve lo que llega, de `trozo` en `trozo` bytes, sin leer más hasta haberlo devuelto.
fn eco(mut stream: TcpStream, trozo: usize) {
    let mut buffer = vec![0; trozo];
    while let Ok(leidos @ 1..) = stream.read(&mut buffer) {
        stream.write_all(&buffer[..leidos]).unwrap();
    }
}

#[test]
fn un_eco_fiel_acaba_bien_de_cualquier_tamano() {
    let grande = ocho_mebibytes();
    for (tamano, trozo) in [(0, 1), (1, 1), (5000, 1), (5000, 1024), (grande.len(), 4096)] {
        let visto = con_servidor(&grande[..tamano], |stream| eco(stream, trozo));
        assert_eq!((visto.codigo, visto.errores.as_str()), (Some(0), ""), "{tamano} bytes de {trozo} en {trozo}");
        assert!(visto.salida == grande[..tamano], "{tamano} bytes: ha escrito {}", visto.salida.len());
    }
}

#[test]
fn un_servidor_que_no_lee_hasta_que_recogen_su_eco_no_lo_bloquea() {
    // Más de lo que caben en los búferes del sistema de los dos lados: quien lo envía todo antes de leer no pasa de aquí.
    let enorme = ocho_mebibytes().repeat(8);
    let visto = con_servidor(&enorme, |mut stream| {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(leidos @ 1..) = stream.read(&mut buffer) {
            if stream.write_all(&buffer[..leidos]).is_err() {
                return;
            }
        }
    });
    assert_eq!((visto.codigo, visto.errores.as_str()), (Some(0), ""));
    assert!(visto.salida == enorme, "de {} bytes ha escrito {}", enorme.len(), visto.salida.len());
}

#[test]
fn cierra_su_lado_para_que_el_servidor_sepa_que_no_hay_mas() {
    let visto = con_servidor("una ñ".as_bytes(), |mut stream| {
        let mut todo = Vec::new();
        // Solo contesta al ver el final del flujo.
        stream.read_to_end(&mut todo).unwrap();
        stream.write_all(&todo).unwrap();
    });
    assert_eq!((visto.codigo, visto.salida.as_slice()), (Some(0), "una ñ".as_bytes()), "{}", visto.errores);
}

#[test]
fn un_eco_corto_se_dice() {
    let visto = con_servidor(&[9; 5000], |mut stream| {
        let mut buffer = [0; 1024];
        stream.read_exact(&mut buffer).unwrap();
        stream.write_all(&buffer).unwrap();
        // Espera a que el cliente termine, para cerrar sin cortar.
        stream.shutdown(Shutdown::Write).unwrap();
        while let Ok(1..) = stream.read(&mut buffer) {}
    });
    comprobar_fallo(&visto, &[9; 1024]);
}

#[test]
fn un_corte_se_dice() {
    let visto = con_servidor(&[9; 5000], |mut stream| {
        stream.read_exact(&mut [0]).unwrap();
        // Al soltarlo con bytes sin leer, el sistema corta de golpe.
    });
    comprobar_fallo(&visto, b"");
}

#[test]
fn un_eco_cambiado_o_con_propina_se_dice() {
    let visto = con_servidor(b"hola", |mut stream| {
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.write_all(b"hOla").unwrap();
        let _ = stream.read(&mut [0]);
    });
    comprobar_fallo(&visto, b"hOla");
    let visto = con_servidor(b"hola", |mut stream| {
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.write_all(b"hola!").unwrap();
        let _ = stream.read(&mut [0]);
    });
    comprobar_fallo(&visto, b"hola!");
}

#[test]
fn un_servidor_callado_no_lo_tiene_esperando_siempre() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let direccion = listener.local_addr().unwrap();
    let visto = thread::scope(|hilos| {
        // Acepta y no hace nada más: ni lee, ni contesta, ni cierra hasta que el cliente se ha cansado.
        let callado = hilos.spawn(|| listener.accept().unwrap());
        let visto = cliente(direccion, b"hola");
        drop(callado.join().unwrap());
        visto
    });
    comprobar_fallo(&visto, b"");
}

#[test]
fn si_nadie_escucha_lo_dice() {
    let (direccion, _reserva) = apoyo::nadie_escucha();
    let visto = cliente(direccion, b"hola");
    comprobar_fallo(&visto, b"");
    assert!(visto.errores.contains("ConnectionRefused"), "{}", visto.errores);
}
