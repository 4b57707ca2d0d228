//! Cuando algo va mal: el cliente dice qué ha pasado, con quién y qué probar, y acaba con código 1 y sin pánico.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::comun::{LECCION, cliente, cliente_con, impostor, ruido, servidor};

/// Comprueba que es una sola frase de error que contiene todo lo que tiene que contener.
#[track_caller]
fn es_error(codigo: Option<i32>, errores: &str, trozos: &[&str]) {
    assert_eq!(codigo, Some(1), "{errores}");
    assert!(errores.starts_with("error: ") && errores.lines().count() == 1, "{errores}");
    for trozo in trozos {
        assert!(errores.contains(trozo), "falta {trozo:?} en {errores:?}");
    }
}

#[test]
fn nadie_escucha() {
    let (direccion, _reserva) = apoyo::nadie_escucha();
    let hecho = cliente_con(direccion, &["hola"]);
    es_error(hecho.codigo, &hecho.errores, &[&direccion.to_string(), "ConnectionRefused", "servidor"]);
}

#[test]
fn direcciones_que_no_lo_son() {
    let hecho = apoyo::ejecutar(LECCION, &["cliente", "--host", "nadie.invalid", "hola"]);
    es_error(hecho.codigo, &hecho.errores, &["nadie.invalid:8081", "--host", "dirección IP"]);
    let hecho = apoyo::ejecutar(LECCION, &["cliente", "--puerto", "0", "hola"]);
    es_error(hecho.codigo, &hecho.errores, &["127.0.0.1:0", "--puerto"]);
    // Lo que ya se ve mal escrito no llega a la red: código 2.
    for argumentos in [["--host", "http://127.0.0.1"], ["--host", "127.0.0.1:8081"], ["--plazo", "0s"]] {
        let hecho = apoyo::ejecutar(LECCION, &[&["cliente", "hola"], &argumentos[..]].concat());
        assert_eq!(hecho.codigo, Some(2), "{argumentos:?}: {}", hecho.errores);
    }
}

#[test]
fn puerto_ocupado() {
    let (_programa, direccion) = servidor(&[]);
    let hecho = apoyo::ejecutar(LECCION, &["servidor", "--puerto", &direccion.port().to_string()]);
    es_error(hecho.codigo, &hecho.errores, &[&direccion.to_string(), "AddrInUse", "--puerto"]);
}

#[test]
fn el_servidor_se_va_a_mitad() {
    let (direccion, hilo) = impostor(|mut stream| {
        let mut buffer = vec![0; 3000];
        stream.read_exact(&mut buffer).expect("llegan 3000");
        stream.write_all(&buffer).expect("vuelven 3000");
        // Se va sin leer el resto: corta.
    });
    let hecho = cliente(direccion, &[], ruido(5000));
    hilo.join().expect("el impostor acaba");
    assert_eq!(hecho.eco, &ruido(5000)[..3000]);
    let donde = direccion.to_string();
    es_error(hecho.codigo, &hecho.errores, &["esperaba 5000 bytes", "han vuelto 3000", &donde, "ConnectionReset"]);
}

#[test]
fn el_servidor_devuelve_de_menos_y_se_despide() {
    let (direccion, hilo) = impostor(|mut stream| {
        let mut todo = Vec::new();
        stream.read_to_end(&mut todo).expect("lee hasta el final");
        stream.write_all(&todo[..todo.len() - 1]).expect("se guarda uno");
    });
    let hecho = cliente(direccion, &[], ruido(5000));
    hilo.join().expect("el impostor acaba");
    let donde = format!("{direccion} ha cerrado la conexión");
    es_error(hecho.codigo, &hecho.errores, &["esperaba 5000 bytes", "han vuelto 4999", &donde]);
}

#[test]
fn el_servidor_devuelve_de_mas() {
    let (direccion, hilo) = impostor(|mut stream| {
        let mut todo = Vec::new();
        stream.read_to_end(&mut todo).expect("lee hasta el final");
        todo.extend_from_slice(b"\0\0\0");
        let _ = stream.write_all(&todo);
    });
    let hecho = cliente(direccion, &[], b"hola".to_vec());
    hilo.join().expect("el impostor acaba");
    es_error(hecho.codigo, &hecho.errores, &[&direccion.to_string(), "más de lo que le envié", "desde el byte 5"]);
}

#[test]
fn el_servidor_devuelve_otra_cosa() {
    let (direccion, hilo) = impostor(|mut stream| {
        let mut todo = Vec::new();
        stream.read_to_end(&mut todo).expect("lee hasta el final");
        todo[70_000] = b'X';
        let _ = stream.write_all(&todo);
    });
    let mut mensaje = vec![b'o'; 100_000];
    mensaje[69_999] = b'n';
    let hecho = cliente(direccion, &[], mensaje);
    hilo.join().expect("el impostor acaba");
    let distinto = "el primer byte distinto es el 70001, esperaba 6f «o» y ha vuelto 58 «X»";
    es_error(hecho.codigo, &hecho.errores, &[&direccion.to_string(), distinto]);
}

#[test]
fn el_servidor_no_contesta() {
    let (se_ha_ido, espera) = mpsc::channel::<()>();
    let (direccion, hilo) = impostor(move |mut stream| {
        // Lee y calla hasta que el cliente se harta.
        let _ = stream.read_to_end(&mut Vec::new());
        let _ = espera.recv();
    });
    let hecho = cliente_con(direccion, &["--plazo", "300ms", "hola"]);
    drop(se_ha_ido);
    hilo.join().expect("el impostor acaba");
    es_error(hecho.codigo, &hecho.errores, &[&direccion.to_string(), "300 ms sin contestar", "no ha vuelto ninguno"]);
}

#[test]
fn una_entrada_lenta_no_agota_el_plazo() {
    let (programa, direccion) = servidor(&[]);
    let mut hijo = Command::new(LECCION)
        .args(["cliente", "--plazo", "1500ms", "--puerto", &direccion.port().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("el cliente arranca");
    let mut stdin = hijo.stdin.take().expect("stdin es una tubería");
    stdin.write_all(b"uno").expect("escribe");
    let mut eco = [0; 3];
    let mut stdout = hijo.stdout.take().expect("stdout es una tubería");
    stdout.read_exact(&mut eco).expect("el eco vuelve antes de que se cierre la entrada");
    // Aquí el silencio es la prueba: más de un plazo sin que nadie deba nada a nadie.
    std::thread::sleep(Duration::from_secs(2));
    stdin.write_all(b"dos").expect("escribe");
    drop(stdin);
    stdout.read_exact(&mut eco).expect("el segundo eco");
    assert_eq!(&eco, b"dos");
    assert_eq!(hijo.wait().expect("acaba").code(), Some(0));
    assert!(programa.linea().ends_with(": 6 bytes de eco"));
}

#[test]
fn nadie_lee_la_salida() {
    let (mut programa, direccion) = servidor(&[]);
    let mut hijo = Command::new(LECCION)
        .args(["cliente", "--puerto", &direccion.port().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("el cliente arranca");
    drop(hijo.stdout.take());
    let mut stdin = hijo.stdin.take().expect("stdin es una tubería");
    let _ = stdin.write_all(&ruido(100_000));
    drop(stdin);
    let mut errores = String::new();
    hijo.stderr.take().expect("stderr es una tubería").read_to_string(&mut errores).expect("se lee");
    assert_eq!(hijo.wait().expect("acaba").code(), Some(0));
    assert!(errores.starts_with("nadie lee ya la salida"), "{errores}");
    assert!(programa.vive());
}

#[test]
fn un_eco_que_se_despide_justo_despues_de_devolverlo_vale() {
    let (direccion, hilo) = impostor(|mut stream| {
        let mut buffer = [0; 4];
        stream.read_exact(&mut buffer).expect("llega");
        stream.write_all(&buffer).expect("vuelve");
        stream.shutdown(Shutdown::Write).expect("se despide él primero");
        let _ = stream.read(&mut buffer);
    });
    let hecho = cliente_con(direccion, &["hola"]);
    hilo.join().expect("el impostor acaba");
    assert_eq!((hecho.codigo, hecho.salida.as_str()), (Some(0), "hola\n"));
}
