//! El programa visto desde fuera: sus órdenes, sus códigos de salida y sus errores.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use apoyo::salidas::{
    avisa_si_queda_abierto, servidor_sin_lector, sin_lector,
};
use apoyo::{arrancar, conectar, ejecutar};

/// Lo que se ve en cada paso de la guía, en cualquier sistema.
const LO_QUE_PASA: [&str; 13] = [
    "→ Ha sido: 3) Conecta, y hasta puede enviar.",
    "→ Ha sido: 1) Error: ese puerto ya está ocupado.",
    "→ Ha sido: 2) Sí, a la primera.",
    "→ Ha sido: 2) No: se escucha en otra dirección.",
    "→ Ha sido: 2) No: son puertas de familias distintas.",
    "→ Ha sido: 3) Un error: eso no es lo que esperaba.",
    "→ Ha sido: 3) No puede ni conectar: el servidor ha muerto.",
    "→ Ha sido: 2) Por una línea en blanco.",
    "→ Ha sido: 2) «¡El ñandú comió piñ», y nada más.",
    "→ Ha sido: 3) Un segundo: un plazo por cada uno de los de delante.",
    "→ Ha sido: 2) Un corte en plena frase, y nunca lee la respuesta.",
    "he leído la respuesta, un 431",
    "✔ Otra vez el navegador en miniatura de la lección",
];

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
    // Lo que ha pasado de verdad es lo que el texto de la guía da por hecho.
    for resultado in LO_QUE_PASA {
        assert!(fin.salida.contains(resultado), "falta «{resultado}»");
    }
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
    avisa_si_queda_abierto(LECCION, &["servidor"]);
}

#[test]
fn si_quien_leia_se_va_el_servidor_sigue() {
    let (mut servidor, donde) =
        servidor_sin_lector(LECCION, &["servidor", "--puerto", "0"]);
    for _ in 0..3 {
        let mut stream = conectar(donde);
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut pagina = String::new();
        stream.read_to_string(&mut pagina).unwrap();
        assert!(pagina.starts_with("HTTP/1.1 200 OK"), "{pagina}");
    }
    assert!(servidor.vive());
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

#[test]
fn unos_argumentos_malos_lo_son_aunque_nadie_lea_por_que() {
    let mut orden = std::process::Command::new(LECCION);
    orden.args(["servidor", "--puerto", "70000"]).stderr(sin_lector());
    assert_eq!(orden.status().unwrap().code(), Some(2));
}
