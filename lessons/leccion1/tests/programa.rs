//! El programa visto desde fuera: sus órdenes, sus códigos de salida y sus errores.

use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use apoyo::{arrancar, ejecutar};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion1");

#[test]
fn la_demostracion_termina_bien() {
    let fin = ejecutar(LECCION, &["demo"]);
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    let salida = &fin.salida;
    assert!(
        salida.starts_with("escuchando en 127.0.0.1:"),
        "{salida}"
    );
    assert!(salida.contains("✘ el navegador da un error"), "{salida}");
    assert!(salida.contains("← HTTP/1.1 200 OK"), "{salida}");
    assert_eq!(fin.errores, "");
}

#[test]
fn la_guia_sin_terminal_termina_sola_y_pronto() {
    let inicio = Instant::now();
    let fin = ejecutar(LECCION, &["guia"]);
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
    assert!(inicio.elapsed() < Duration::from_secs(20));
}

#[test]
fn con_un_puerto_ocupado_lo_dice_en_una_linea() {
    let ocupa = TcpListener::bind("127.0.0.1:0").unwrap();
    let puerto = ocupa.local_addr().unwrap().port().to_string();
    let fin = ejecutar(LECCION, &["servidor", "--puerto", &puerto]);
    assert_eq!(fin.codigo, Some(1));
    assert_eq!(fin.salida, "");
    let errores = &fin.errores;
    assert_eq!(errores.lines().count(), 1, "{errores}");
    let frase =
        format!("error: no puedo escuchar en 127.0.0.1:{puerto}: ");
    assert!(errores.starts_with(&frase), "{errores}");
}

#[test]
fn una_direccion_de_otro_se_explica() {
    // 198.51.100.0/24 está reservada para documentación: no es de nadie.
    let host = "198.51.100.7";
    let fin = ejecutar(
        LECCION,
        &["servidor", "--puerto", "0", "--host", host],
    );
    assert_eq!(fin.codigo, Some(1));
    let frase = "esa dirección no es de este ordenador";
    assert!(fin.errores.contains(frase), "{}", fin.errores);
    assert_eq!(fin.errores.lines().count(), 1, "{}", fin.errores);
}

#[test]
fn un_puerto_imposible_es_un_argumento_malo() {
    let fin = ejecutar(LECCION, &["servidor", "--puerto", "70000"]);
    assert_eq!(fin.codigo, Some(2));
    assert!(fin.errores.contains("65535"), "{}", fin.errores);
}

#[test]
fn abierto_a_la_red_lo_avisa_por_stderr() {
    let programa = arrancar(
        LECCION,
        &["servidor", "--puerto", "0", "--host", "0.0.0.0"],
    );
    assert!(programa.linea().starts_with("escuchando en 0.0.0.0:"));
    let aviso = programa.linea_de_error();
    assert!(aviso.contains("abierto a toda tu red"), "{aviso}");
}

#[test]
fn con_clientes_contados_termina_solo() {
    let programa = arrancar(
        LECCION,
        &["servidor", "--puerto", "0", "--clientes", "1"],
    );
    drop(TcpStream::connect(programa.direccion()).unwrap());
    let fin = programa.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    assert!(
        fin.salida.ends_with("sin pedir nada\n"),
        "{}",
        fin.salida
    );
}
