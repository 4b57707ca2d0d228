//! Los programas de la lección, con programas de Python al otro lado: los dos sentidos, por UDP y por TCP.

use std::path::PathBuf;
use std::process::Command;

use apoyo::{arrancar, arrancar_orden, ejecutar, ejecutar_con_entrada, ejecutar_orden};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion6");

/// Una orden que ejecuta un programa de `tests/python/`; `None`, y se dice, si no hay Python.
fn python(programa: &str, argumentos: &[&str]) -> Option<Command> {
    let ruta = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/python").join(programa);
    let mut orden = apoyo::python::python(ruta, argumentos)?;
    orden.env("PYTHONUNBUFFERED", "1");
    Some(orden)
}

#[test]
fn un_cliente_de_python_contra_nuestro_servidor_udp() {
    let servidor = arrancar(LECCION, &["udp", "servidor", "--puerto", "0"]);
    let puerto = servidor.direccion().port().to_string();
    let Some(mut orden) = python("eco_udp_cliente.py", &["127.0.0.1", &puerto, "¡Hola, señor!", "", "adiós"]) else {
        return;
    };
    let fin = ejecutar_orden(&mut orden);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "¡Hola, señor!\n\nadiós\n"), "{}", fin.errores);
}

#[test]
fn nuestro_cliente_udp_contra_un_servidor_de_python() {
    let Some(mut orden) = python("eco_udp_servidor.py", &["127.0.0.1", "0"]) else { return };
    let servidor = arrancar_orden(&mut orden);
    let puerto = servidor.direccion().port().to_string();
    for opciones in [&[][..], &["--conectado"], &["--numerada"]] {
        let fin = ejecutar(LECCION, &[&["udp", "cliente", "--puerto", &puerto, "¡Hola, señor!"], opciones].concat());
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "¡Hola, señor!\n"), "{}", fin.errores);
    }
    let entrada: Vec<u8> = (0..9000_u32).map(|n| (n % 251) as u8).collect();
    let fin = ejecutar_con_entrada(LECCION, &["udp", "cliente", "--puerto", &puerto], &entrada);
    assert!(fin.codigo == Some(0) && fin.bytes == entrada, "{}", fin.errores);
}

#[test]
fn un_cliente_de_python_contra_nuestro_servidor_tcp() {
    let servidor = arrancar(LECCION, &["tcp", "servidor", "--puerto", "0"]);
    let puerto = servidor.direccion().port().to_string();
    let Some(mut orden) = python("eco_tcp_cliente.py", &["127.0.0.1", &puerto, "¡Hola, señor!"]) else { return };
    let fin = ejecutar_orden(&mut orden);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "¡Hola, señor!\n"), "{}", fin.errores);
}

#[test]
fn nuestro_cliente_tcp_contra_un_servidor_de_python() {
    let Some(mut orden) = python("eco_tcp_servidor.py", &["127.0.0.1", "0"]) else { return };
    let servidor = arrancar_orden(&mut orden);
    let puerto = servidor.direccion().port().to_string();
    let entrada: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let fin = ejecutar_con_entrada(LECCION, &["tcp", "cliente", "--puerto", &puerto], &entrada);
    assert!(fin.codigo == Some(0) && fin.bytes == entrada, "{}", fin.errores);
}
