//! Los programas TCP de la lección, y los que no son de ninguno de los dos: la demostración, la guía y la comparación.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::io::{Read, Write};
use std::net::Shutdown;

use apoyo::{PLAZO, arrancar, conectar, ejecutar, ejecutar_con_entrada};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion6");

#[test]
fn el_eco_es_identico_y_nadie_bloquea_a_nadie() {
    let servidor = arrancar(LECCION, &["tcp", "servidor", "--puerto", "0"]);
    let donde = servidor.direccion();
    let _callado = conectar(donde);
    let mut otro = conectar(donde);
    otro.write_all(b"hola").unwrap();
    otro.shutdown(Shutdown::Write).unwrap();
    let mut eco = Vec::new();
    otro.read_to_end(&mut eco).unwrap();
    assert_eq!(eco, b"hola");

    let puerto = donde.port().to_string();
    let fin = ejecutar(LECCION, &["tcp", "cliente", "--puerto", &puerto, "¡Hola,", "señor!"]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), "¡Hola, señor!\n"), "{}", fin.errores);
    for (bytes, dichos) in
        [(0_u32, "0 bytes"), (1, "1 byte"), (5000, "5000 bytes"), (3_000_000, "3\u{a0}000\u{a0}000 bytes")]
    {
        let entrada: Vec<u8> = (0..bytes).map(|n| (n % 251) as u8).collect();
        let fin = ejecutar_con_entrada(LECCION, &["tcp", "cliente", "--puerto", &puerto], &entrada);
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        assert!(fin.bytes == entrada, "{} bytes de {bytes}", fin.bytes.len());
        assert_eq!(fin.errores, format!("{dichos} de eco, idéntico\n"));
    }
}

#[test]
fn con_clientes_atiende_a_esos_y_acaba() {
    let servidor = arrancar(LECCION, &["tcp", "servidor", "--puerto", "0", "--clientes", "1"]);
    let puerto = servidor.direccion().port().to_string();
    assert_eq!(ejecutar(LECCION, &["tcp", "cliente", "--puerto", &puerto, "x"]).codigo, Some(0));
    assert_eq!(servidor.esperar().codigo, Some(0));
}

#[test]
fn un_eco_que_no_lo_es_se_dice() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let puerto = listener.local_addr().unwrap().port().to_string();
    let cliente = arrancar(LECCION, &["tcp", "cliente", "--puerto", &puerto, "hola"]);
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    stream.read_exact(&mut [0; 4]).unwrap();
    stream.write_all(b"HOLA").unwrap();
    drop(stream);
    let fin = cliente.esperar();
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("el eco no es lo que envié: 4 bytes de ida y 4 bytes de vuelta"), "{}", fin.errores);

    let (sin_nadie, _reserva) = apoyo::nadie_escucha();
    let fin = ejecutar(LECCION, &["tcp", "cliente", "--puerto", &sin_nadie.port().to_string(), "hola"]);
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("nadie escucha en esa dirección (ConnectionRefused)"), "{}", fin.errores);
}

#[test]
fn la_demostracion_acaba_bien() {
    let fin = ejecutar(LECCION, &["demo"]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{}", fin.salida);
    assert!(fin.salida.contains("al intento 3 vuelve «¡Hola, señor!»"), "{}", fin.salida);
}

#[test]
fn la_guia_se_recorre_entera() {
    for argumentos in [&["guia", "--sin-pausas"][..], &[]] {
        let fin = ejecutar(LECCION, argumentos);
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        for trozo in ["paso 15 de 15", "✔ Ha llegado tu nota", "✔ Tu cliente ha enviado", "→ Ha sido: 2) «uno»"]
        {
            assert!(fin.salida.contains(trozo), "falta {trozo:?} en\n{}", fin.salida);
        }
    }
}

/// Las celdas de la tabla: cómo, con eco y en orden.
fn filas(salida: &str) -> Vec<(String, u32, u32)> {
    let tabla = salida.lines().skip_while(|linea| !linea.starts_with("───")).skip(1);
    let fila = |linea: &str| {
        let celdas: Vec<&str> = linea.get(10..)?.split("  ").map(str::trim).filter(|celda| !celda.is_empty()).collect();
        Some((celdas.first()?.to_string(), celdas.get(1)?.parse().ok()?, celdas.get(2)?.parse().ok()?))
    };
    tabla.take_while(|linea| !linea.is_empty()).filter_map(fila).collect()
}

#[test]
fn comparar_ensenya_lo_que_se_pierde_y_con_que_semilla() {
    let fin = ejecutar(LECCION, &["comparar", "--mensajes", "40", "--semilla", "3"]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    assert!(fin.salida.contains("Semilla: 3 "), "{}", fin.salida);
    let filas = filas(&fin.salida);
    assert_eq!(filas.len(), 15, "{}", fin.salida);
    for (manera, con_eco, en_orden) in &filas {
        assert!(en_orden <= con_eco && *con_eco <= 40, "{}", fin.salida);
        // Se pierda lo que se pierda, quien reintenta y TCP lo consiguen todo.
        assert!(manera == "UDP a secas" || *en_orden == 40, "{}", fin.salida);
    }
    // Con un 20 % de pérdida y con desorden, UDP a secas no puede.
    assert!(filas[9].1 < 40 && filas[12].2 < 40, "{}", fin.salida);
}
