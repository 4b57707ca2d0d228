//! Los programas de la lección 3, de verdad: se arrancan, se les habla por sockets y se mira todo lo que dicen.

#![allow(clippy::unwrap_used)]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use apoyo::{Final, PLAZO, Programa, arrancar, ejecutar, ejecutar_con_entrada};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion3");

fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let mut argumentos = vec!["servidor", "--puerto", "0"];
    argumentos.extend(opciones);
    let programa = arrancar(LECCION, &argumentos);
    let direccion = programa.direccion();
    (programa, direccion)
}

fn cliente(direccion: SocketAddr, argumentos: &[&str]) -> Final {
    let puerto = direccion.port().to_string();
    let mut todos = vec!["cliente", "--puerto", &puerto];
    todos.extend(argumentos);
    ejecutar(LECCION, &todos)
}

fn llamar(direccion: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(direccion).unwrap();
    stream.set_read_timeout(Some(PLAZO)).unwrap();
    stream.set_write_timeout(Some(PLAZO)).unwrap();
    // Cada escritura sale en cuanto se hace.
    stream.set_nodelay(true).unwrap();
    stream
}

/// Envía `bytes` en trozos de `trozo`, dice que ha terminado y devuelve todo lo que contestan.
fn enviar(direccion: SocketAddr, bytes: &[u8], trozo: usize) -> (TcpStream, Vec<u8>) {
    let mut stream = llamar(direccion);
    for trozo in bytes.chunks(trozo) {
        stream.write_all(trozo).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let mut respuesta = Vec::new();
    stream.read_to_end(&mut respuesta).unwrap();
    (stream, respuesta)
}

fn marcos(mensajes: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for mensaje in mensajes {
        bytes.extend_from_slice(&u32::try_from(mensaje.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(mensaje);
    }
    bytes
}

/// Lo que el servidor dice de un cliente, sin su dirección y hasta que termina.
fn dicho(programa: &Programa, cliente: &TcpStream) -> Vec<String> {
    let prefijo = format!("{}: ", cliente.local_addr().unwrap());
    let mut frases = Vec::new();
    loop {
        let linea = programa.linea();
        let frase = linea.strip_prefix(&prefijo).unwrap_or_else(|| panic!("de otro cliente: {linea}"));
        if frase == "ha terminado" {
            return frases;
        }
        frases.push(frase.to_string());
    }
}

fn error_de(programa: &Programa, cliente: &TcpStream) -> String {
    let linea = programa.linea_de_error();
    let prefijo = format!("{}: ", cliente.local_addr().unwrap());
    linea.strip_prefix(&prefijo).unwrap_or_else(|| panic!("sin la dirección: {linea}")).to_string()
}

#[test]
fn las_lineas_se_reconocen_de_una_vez_y_byte_a_byte() {
    let (programa, direccion) = servidor(&["--modo", "lineas"]);
    for trozo in [1, 3, 1000] {
        let (stream, respuesta) = enviar(direccion, "uno\r\n\nñandú\nfin".as_bytes(), trozo);
        assert_eq!(respuesta, b"recibido 1: 3 bytes\nrecibido 2: 0 bytes\nrecibido 3: 7 bytes\nrecibido 4: 3 bytes\n");
        assert_eq!(
            dicho(&programa, &stream),
            [
                "mensaje 1, 3 bytes: «uno»",
                "mensaje 2, 0 bytes: «»",
                "mensaje 3, 7 bytes: «ñandú»",
                "mensaje 4, 3 bytes: «fin»"
            ]
        );
    }
}

#[test]
fn los_marcos_se_reconocen_de_una_vez_y_byte_a_byte() {
    let (programa, direccion) = servidor(&["--modo", "marco", "--bufer", "5"]);
    let bytes = marcos(&[b"uno", b"", "ñ\nú".as_bytes(), b"\xff\x00"]);
    for trozo in [1, 3, 1000] {
        let (stream, respuesta) = enviar(direccion, &bytes, trozo);
        let acuses: [&[u8]; 4] =
            [b"recibido 1: 3 bytes", b"recibido 2: 0 bytes", b"recibido 3: 5 bytes", b"recibido 4: 2 bytes"];
        assert_eq!(respuesta, marcos(&acuses));
        assert_eq!(
            dicho(&programa, &stream),
            [
                "mensaje 1, 3 bytes: «uno»",
                "mensaje 2, 0 bytes: «»",
                "mensaje 3, 5 bytes: «ñ⏎ú»",
                "mensaje 4, 2 bytes: (no es texto)"
            ]
        );
    }
}

#[test]
fn en_crudo_se_ve_la_enie_partida_y_vuelven_los_mismos_bytes() {
    let (programa, direccion) = servidor(&["--bufer", "3"]);
    let (stream, respuesta) = enviar(direccion, "mañana".as_bytes(), 10);
    assert_eq!(respuesta, "mañana".as_bytes());
    assert_eq!(
        dicho(&programa, &stream),
        [
            "lectura 1: 3 bytes  6d 61 c3  «ma‹c3›»",
            "lectura 2: 3 bytes  b1 61 6e  «‹b1›an»",
            "lectura 3: 1 byte  61  «a»"
        ]
    );
}

#[test]
fn en_crudo_un_envio_grande_son_varias_lecturas() {
    let (programa, direccion) = servidor(&[]);
    let (stream, respuesta) = enviar(direccion, &[b'a'; 5000], 5000);
    assert_eq!(respuesta, [b'a'; 5000]);
    let lecturas = dicho(&programa, &stream);
    assert!(lecturas.len() >= 5, "{lecturas:?}");
    assert_eq!(
        lecturas[0],
        "lectura 1: 1024 bytes  61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 …  «aaaaaaaaaaaaaaaaaaaaaaaa…»"
    );
}

#[test]
fn el_cliente_y_el_servidor_se_entienden_en_los_tres_modos() {
    for modo in ["crudo", "lineas", "marco"] {
        let (programa, direccion) = servidor(&["--modo", modo]);
        // Sin mensajes ni entrada, envía los de ejemplo; dos veces, porque el servidor atiende a más de uno.
        for argumentos in [&["--modo", modo][..], &["--modo", modo, "uno", "dos", "tres"]] {
            let fin = cliente(direccion, argumentos);
            assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""), "{}", fin.salida);
            for (n, palabra) in ["uno", "dos", "tres"].iter().enumerate() {
                let envio = format!("→ envío {}: {} bytes  «{palabra}»\n", n + 1, palabra.len());
                assert!(fin.salida.contains(&envio), "{}", fin.salida);
            }
            let resumen = if modo == "crudo" { "3 envíos (10 bytes), " } else { "3 envíos (10 bytes), 3 acuses\n" };
            assert!(fin.salida.contains(resumen), "{}", fin.salida);
        }
        drop(programa);
    }
}

#[test]
fn el_cliente_lee_los_mensajes_de_una_tuberia() {
    let (_programa, direccion) = servidor(&["--modo", "marco"]);
    let puerto = direccion.port().to_string();
    let argumentos = ["cliente", "--modo", "marco", "--puerto", &puerto];
    let fin = ejecutar_con_entrada(LECCION, &argumentos, "¡Hola!\r\nadiós".as_bytes());
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
    assert_eq!(
        fin.salida.lines().filter(|linea| !linea.starts_with('←')).collect::<Vec<_>>(),
        ["→ envío 1: 7 bytes  «¡Hola!»", "→ envío 2: 6 bytes  «adiós»", "2 envíos (13 bytes), 2 acuses"]
    );
}

/// Lo que le envían y lo que tiene que decir por stderr. Y después, atender al siguiente como si nada.
fn sobrevive(modo: &str, bytes: &[u8], frase: &str) {
    let (mut programa, direccion) = servidor(&["--modo", modo]);
    let memoria_antes = memoria(&programa);
    let mut malo = llamar(direccion);
    // El servidor puede colgarnos mientras enviamos: es lo que debe hacer.
    let _ = malo.write_all(bytes);
    let _ = malo.shutdown(Shutdown::Write);
    assert_eq!(error_de(&programa, &malo), frase);
    let mut resto = Vec::new();
    if let Err(error) = malo.read_to_end(&mut resto) {
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted), "{error:?}");
    }
    let fin = cliente(direccion, &["--modo", modo, "sigo", "aquí"]);
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
    assert!(programa.vive());
    if let (Some((rss_antes, _)), Some((rss, pico_virtual))) = (memoria_antes, memoria(&programa)) {
        assert!(rss < rss_antes + 8 * 1024, "la memoria ha crecido de {rss_antes} a {rss} KiB");
        assert!(pico_virtual < 512 * 1024, "llegó a reservar {pico_virtual} KiB");
    }
}

/// Memoria ocupada y pico de la reservada, en KiB, donde el sistema lo dice en `/proc`.
fn memoria(programa: &Programa) -> Option<(u64, u64)> {
    let estado = std::fs::read_to_string(format!("/proc/{}/status", programa.pid())).ok()?;
    let campo = |nombre: &str| {
        estado.lines().find_map(|linea| linea.strip_prefix(nombre)?.split_whitespace().next()?.parse().ok())
    };
    Some((campo("VmRSS:")?, campo("VmPeak:")?))
}

#[test]
fn una_longitud_de_4_gib_se_rechaza_sin_reservar() {
    let frase = "el marco anuncia 4\u{a0}294\u{a0}967\u{a0}295 bytes y el máximo son 1\u{a0}048\u{a0}576";
    sobrevive("marco", &[0xff; 4], frase);
    sobrevive("marco", &[0xff; 4000], frase);
}

#[test]
fn un_marco_a_medias_dice_cuanto_faltaba() {
    let frase = |faltan: &str| format!("el flujo se acaba a mitad de un marco: faltaban {faltan}");
    sobrevive("marco", b"\0\0\0\x0ahola", &frase("6 de los 10 bytes del cuerpo"));
    sobrevive("marco", b"\0\0", &frase("2 de los 4 bytes de la longitud"));
    sobrevive("marco", &[0, 0x10, 0, 0], &frase("1\u{a0}048\u{a0}576 de los 1\u{a0}048\u{a0}576 bytes del cuerpo"));
}

#[test]
fn una_linea_infinita_se_corta_en_el_limite() {
    sobrevive("lineas", &vec![b'a'; 3 << 20], "la línea pasa de 1\u{a0}048\u{a0}576 bytes sin un salto");
}

#[test]
fn una_linea_que_no_es_texto_se_rechaza() {
    sobrevive("lineas", b"a\xff\n", "el byte 2 de la línea no es UTF-8");
}

#[test]
fn un_cliente_callado_no_detiene_a_los_demas() {
    for modo in ["crudo", "lineas", "marco"] {
        let (programa, direccion) = servidor(&["--modo", modo, "--plazo", "100ms"]);
        let callado = llamar(direccion);
        let fin = cliente(direccion, &["--modo", modo, "hola"]);
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        assert!(error_de(&programa, &callado).starts_with("se ha agotado el tiempo de espera"));
    }
}

#[test]
fn quien_conecta_y_se_va_no_detiene_a_los_demas() {
    let (programa, direccion) = servidor(&["--modo", "lineas"]);
    for _ in 0..20 {
        let stream = llamar(direccion);
        let quien = stream.local_addr().unwrap();
        drop(stream);
        assert_eq!(programa.linea(), format!("{quien}: ha terminado"));
    }
    assert_eq!(cliente(direccion, &["--modo", "lineas", "hola"]).codigo, Some(0));
}

#[test]
fn lo_enviado_se_cuenta_aunque_no_se_esperen_los_acuses() {
    let (programa, direccion) = servidor(&["--modo", "lineas", "--bufer", "65536"]);
    // Ocupado con otro, el servidor encuentra luego todo de golpe, y al cliente, ya cerrado.
    let otro = llamar(direccion);
    let mut stream = llamar(direccion);
    let quien = stream.local_addr().unwrap();
    stream.write_all(b"uno\ndos\ntres\n").unwrap();
    drop(stream);
    drop(otro);
    assert!(programa.linea().ends_with(": ha terminado"));
    for esperada in ["mensaje 1, 3 bytes: «uno»", "mensaje 2, 3 bytes: «dos»", "mensaje 3, 4 bytes: «tres»"] {
        assert_eq!(programa.linea(), format!("{quien}: {esperada}"));
    }
}

/// Un servidor que acepta a un cliente, hace algo con él y se va.
fn falso(hacer: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let direccion = listener.local_addr().unwrap();
    thread::spawn(move || hacer(listener.accept().unwrap().0));
    direccion
}

fn falla(fin: &Final, frase: &str) {
    assert_eq!(fin.codigo, Some(1), "{}{}", fin.salida, fin.errores);
    assert!(fin.errores.starts_with("error: ") && fin.errores.lines().count() == 1, "{}", fin.errores);
    assert!(fin.errores.contains(frase), "{}", fin.errores);
}

#[test]
fn el_cliente_dice_que_el_servidor_se_ha_ido() {
    for modo in ["crudo", "lineas", "marco"] {
        // Espera al final de los envíos y cierra sin contestar.
        let direccion = falso(|mut stream| drop(stream.read_to_end(&mut Vec::new())));
        let fin = cliente(direccion, &["--modo", modo, "uno", "dos"]);
        let falta = if modo == "crudo" { "sin devolver 6 bytes" } else { "sin devolver 2 acuses" };
        falla(&fin, &format!("el servidor se ha ido antes de tiempo, {falta}"));

        // Corta de golpe, con todo por leer. Según cuándo, lo nota al enviar o al esperar la respuesta.
        let direccion = falso(|mut stream| drop(stream.read_exact(&mut [0])));
        let fin = cliente(direccion, &["--modo", modo, "uno", "dos", "tres"]);
        falla(&fin, "");
        let frases = ["no he podido enviar el mensaje", "no he podido leer la respuesta", "se ha ido antes de tiempo"];
        assert!(frases.iter().any(|frase| fin.errores.contains(frase)), "{}", fin.errores);
    }
}

#[test]
fn el_cliente_dice_que_la_respuesta_no_se_entiende() {
    let direccion = falso(|mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n").unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let fin = cliente(direccion, &["--modo", "marco", "uno"]);
    falla(&fin, "el marco anuncia 1\u{a0}213\u{a0}486\u{a0}160 bytes y el máximo son 1\u{a0}048\u{a0}576");
    assert!(fin.errores.contains("¿Está el servidor en el mismo --modo?"), "{}", fin.errores);
}

#[test]
fn el_cliente_no_envia_lo_que_no_cabe_en_una_linea() {
    let (_programa, direccion) = servidor(&["--modo", "lineas"]);
    let fin = cliente(direccion, &["--modo", "lineas", "uno", "dos\ntres"]);
    falla(&fin, "no he podido enviar el mensaje 2: no cabe en una línea: lleva dentro un salto");
    assert!(fin.errores.contains("--modo marco"), "{}", fin.errores);
}

#[test]
fn sin_servidor_se_dice_a_quien_se_llamaba() {
    let direccion = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    falla(&cliente(direccion, &["hola"]), &format!("no he podido conectar con {direccion}"));
}

#[test]
fn el_puerto_ocupado_se_explica() {
    let ocupado = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let puerto = ocupado.local_addr().unwrap().port().to_string();
    falla(&ejecutar(LECCION, &["servidor", "--puerto", &puerto]), &format!("no puedo escuchar en 127.0.0.1:{puerto}"));
}

#[test]
fn los_argumentos_que_no_valen_acaban_con_2() {
    for argumentos in [
        &["servidor", "--modo", "otro"][..],
        &["servidor", "--bufer", "0"],
        &["servidor", "--plazo", "0s"],
        &["cliente", "--pausa", "mucha"],
        &["cliente", "--puerto", "70000"],
        &["servir"],
    ] {
        let fin = ejecutar(LECCION, argumentos);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(2), ""), "{argumentos:?}");
        assert!(fin.errores.starts_with("error: "), "{}", fin.errores);
    }
}

#[test]
fn la_demo_reconoce_los_mensajes_y_acaba_bien() {
    let fin = ejecutar(LECCION, &["demo"]);
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    assert_eq!(fin.salida.matches("mensaje 3, 4 bytes: «tres»").count(), 2, "{}", fin.salida);
    assert!(fin.salida.contains("lectura 1: "), "{}", fin.salida);
}

#[test]
fn la_guia_se_recorre_sin_terminal_y_acaba_bien() {
    for argumentos in [&[][..], &["guia", "--sin-pausas"]] {
        let fin = ejecutar(LECCION, argumentos);
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
        // Lo que se ha visto de verdad en los pasos que no dependen del azar, y el ensayo del último.
        for frase in [
            "fallan los dos primeros trozos; el tercero es «a»",
            "Ha sido: 2) dos.",
            "la ñ ha llegado en dos lecturas y está entera",
            "Ha sido: 2) 00 00 00 07.",
            "el marco anuncia 4 294 967 295 bytes y el máximo son 1 048 576",
            "faltaban 8 de los 12 bytes",
            "Conseguido",
        ] {
            let junta = fin.salida.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(junta.contains(frase), "falta «{frase}» en:\n{}", fin.salida);
        }
    }
}
