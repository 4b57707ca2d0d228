//! El eco de verdad: el servidor y el cliente de la lección, cada uno en su proceso, en un puerto libre.

use std::io::{Read, Write};
use std::net::Shutdown;

use crate::comun::{LECCION, cliente, cliente_con, conectar, maximo_de_memoria, ruido, servidor};

/// Lo que se permite ocupar a cada programa, en KiB, sea cual sea el tamaño del mensaje.
const MEMORIA: u64 = 32 * 1024;

#[test]
fn vuelve_identico_de_cualquier_tamano() {
    let (mut programa, direccion) = servidor(&[]);
    for (cuantos, escrito) in
        [(0, "0"), (1, "1"), (5000, "5000"), (65_536, "65\u{a0}536"), (1_000_003, "1\u{a0}000\u{a0}003")]
    {
        let mensaje = ruido(cuantos);
        let hecho = cliente(direccion, &[], mensaje.clone());
        assert_eq!(hecho.codigo, Some(0), "{}", hecho.errores);
        assert!(hecho.eco == mensaje, "el eco de {cuantos} bytes difiere");
        let informe = if cuantos == 1 {
            "enviado 1 byte, eco idéntico\n".to_string()
        } else {
            format!("enviados {escrito} bytes, eco idéntico\n")
        };
        assert_eq!(hecho.errores, informe);
        let linea = programa.linea();
        assert!(linea.starts_with("127.0.0.1:"), "{linea}");
        let bytes = if cuantos == 1 { "1 byte".to_string() } else { format!("{escrito} bytes") };
        assert!(linea.ends_with(&format!(": {bytes} de eco")), "{linea}");
    }
    assert!(programa.vive());
}

#[test]
fn sesenta_y_cuatro_mib_en_memoria_constante() {
    let (programa, direccion) = servidor(&[]);
    let mensaje = ruido(64 << 20);
    let hecho = cliente(direccion, &[], mensaje.clone());
    assert_eq!(hecho.codigo, Some(0), "{}", hecho.errores);
    assert!(hecho.eco == mensaje, "el eco difiere");
    assert_eq!(hecho.errores, "enviados 67\u{a0}108\u{a0}864 bytes, eco idéntico\n");
    if cfg!(target_os = "linux") {
        let del_cliente = hecho.memoria.expect("se ha medido al cliente");
        let del_servidor = maximo_de_memoria(programa.pid()).expect("se ha medido al servidor");
        assert!(del_cliente < MEMORIA, "el cliente ha ocupado {del_cliente} KiB");
        assert!(del_servidor < MEMORIA, "el servidor ha ocupado {del_servidor} KiB");
    }
}

#[test]
fn el_mensaje_de_los_argumentos_sale_con_salto_de_linea() {
    let (_programa, direccion) = servidor(&[]);
    let hecho = cliente_con(direccion, &["¡Hola,", "señor!"]);
    assert_eq!((hecho.codigo, hecho.salida.as_str()), (Some(0), "¡Hola, señor!\n"));
    assert_eq!(hecho.errores, "enviados 15 bytes, eco idéntico\n");
    let hecho = cliente_con(direccion, &[""]);
    assert_eq!((hecho.codigo, hecho.salida.as_str()), (Some(0), "\n"));
    let hecho = cliente_con(direccion, &["--", "-x", "--y"]);
    assert_eq!((hecho.codigo, hecho.salida.as_str()), (Some(0), "-x --y\n"));
}

#[test]
fn lo_que_le_pase_a_uno_no_detiene_a_los_demas() {
    let (mut programa, direccion) = servidor(&[]);
    // Conecta y se va.
    drop(conectar(direccion));
    assert!(programa.linea().ends_with(": 0 bytes de eco"));
    // Se va con su eco sin leer: el sistema corta (RST).
    let stream = conectar(direccion);
    (&stream).write_all(&ruido(200_000)).expect("cabe en los búferes");
    let mut uno = [0];
    (&stream).read_exact(&mut uno).expect("empieza a volver");
    drop(stream);
    let linea = programa.linea_de_error();
    assert!(linea.contains(": se ha ido a medias: "), "{linea}");
    // Cada byte por su lado, y medio cierre.
    let mut stream = conectar(direccion);
    stream.set_nodelay(true).expect("admite nodelay");
    for byte in b"a trozos" {
        stream.write_all(&[*byte]).expect("envía");
        stream.read_exact(&mut uno).expect("vuelve antes de cerrar");
        assert_eq!(uno[0], *byte);
    }
    stream.shutdown(Shutdown::Write).expect("se despide");
    assert_eq!(apoyo::sin_interrupciones(|| stream.read(&mut uno)).expect("lee la despedida"), 0);
    assert!(programa.linea().ends_with(": 8 bytes de eco"));
    assert_eq!(cliente_con(direccion, &["sigo aquí"]).codigo, Some(0));
    assert!(programa.vive());
}

#[test]
fn quien_calla_o_no_lee_no_bloquea_para_siempre() {
    let (programa, direccion) = servidor(&["--plazo", "200ms"]);
    let callado = conectar(direccion);
    let linea = programa.linea_de_error();
    assert!(linea.contains("lleva 200 ms sin enviar ni leer nada"), "{linea}");
    let despedida = apoyo::sin_interrupciones(|| (&callado).read(&mut [0]));
    assert_eq!(despedida.expect("le han colgado con educación"), 0);

    // Envía sin parar y no lee nunca: se llenan los búferes y el servidor se para en su `write`.
    let sordo = conectar(direccion);
    let datos = vec![7; 1 << 20];
    while (&sordo).write_all(&datos).is_ok() {}
    let linea = programa.linea_de_error();
    assert!(linea.contains("lleva 200 ms sin enviar ni leer nada"), "{linea}");
    // Con la máquina cargada, a este también podrían agotársele los 200 ms: se le dan varias oportunidades.
    assert!((0..10).any(|_| cliente_con(direccion, &["¿y yo?"]).salida == "¿y yo?\n"));
}

#[test]
fn el_error_clasico_devuelve_1024_y_corta() {
    let (_programa, direccion) = servidor(&["--clasico"]);
    assert_eq!(cliente_con(direccion, &["hola"]).codigo, Some(0), "con poco, parece que funciona");
    let hecho = cliente(direccion, &[], ruido(5000));
    assert_eq!(hecho.codigo, Some(1));
    assert_eq!(hecho.eco, &ruido(5000)[..1024]);
    assert!(hecho.errores.starts_with("error: esperaba 5000 bytes de eco y han vuelto 1024: "), "{}", hecho.errores);
    assert!(hecho.errores.contains("de golpe (ConnectionReset)"), "{}", hecho.errores);
}

#[test]
fn demo_y_guia_acaban_solas() {
    let demo = apoyo::ejecutar(LECCION, &["demo"]);
    assert_eq!((demo.codigo, demo.errores.as_str()), (Some(0), ""));
    for argumentos in [&[][..], &["guia", "--sin-pausas"]] {
        let guia = apoyo::ejecutar(LECCION, argumentos);
        assert_eq!(guia.codigo, Some(0), "{argumentos:?}: {}", guia.errores);
    }
}
