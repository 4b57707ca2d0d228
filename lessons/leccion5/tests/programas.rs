//! Los programas de la lección 5, de verdad: se arrancan, se les habla por sockets y se mira todo lo que dicen.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use apoyo::{Final, Programa, arrancar, conectar, ejecutar};
use leccion5::formatos::{binario, json, pickle, texto};
use leccion5::informe::{Informe, MAXIMO};
use redes::cifras::en_bytes;

const LECCION: &str = env!("CARGO_BIN_EXE_leccion5");

fn servidor(
    formato: &str,
    opciones: &[&str],
) -> (Programa, SocketAddr) {
    let mut argumentos =
        vec!["servidor", "--puerto", "0", "--formato", formato];
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

fn informe(nombre: &str) -> Informe {
    Informe {
        fecha: "hoy".into(),
        nombre: nombre.into(),
        version: "1.95.0".into(),
    }
}

fn marco(cuerpo: &[u8]) -> Vec<u8> {
    [&u32::try_from(cuerpo.len()).unwrap().to_be_bytes()[..], cuerpo]
        .concat()
}

/// Envía `bytes` en trozos de `trozo`, dice que ha terminado y espera a que el servidor cuelgue.
fn enviar(
    direccion: SocketAddr,
    bytes: &[u8],
    trozo: usize,
) -> SocketAddr {
    let mut stream = conectar(direccion);
    stream.set_nodelay(true).unwrap();
    for trozo in bytes.chunks(trozo) {
        stream.write_all(trozo).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let mut respuesta = Vec::new();
    // Si ha rechazado algo sin leerlo todo, puede cortar de golpe.
    let _ = stream.read_to_end(&mut respuesta);
    assert_eq!(respuesta, b"");
    stream.local_addr().unwrap()
}

/// La tabla de un informe: (cabecera, nombre).
fn tabla(programa: &Programa) -> (String, String) {
    assert_eq!(programa.linea(), "");
    let cabecera = programa.linea();
    assert_eq!(programa.linea(), "dato     valor");
    assert!(programa.linea().starts_with('─'));
    assert!(programa.linea().starts_with("fecha    "));
    let nombre = programa
        .linea()
        .strip_prefix("nombre   ")
        .unwrap()
        .to_string();
    assert!(programa.linea().starts_with("versión  "));
    (cabecera, nombre)
}

/// Lo que el servidor dice de un cliente en stderr.
fn error_de(programa: &Programa, cliente: SocketAddr) -> String {
    let linea = programa.linea_de_error();
    linea
        .strip_prefix(&format!("{cliente}: "))
        .unwrap_or_else(|| panic!("sin la dirección: {linea}"))
        .to_string()
}

#[test]
fn cliente_y_servidor_se_entienden_en_los_cuatro_formatos() {
    for formato in ["texto", "json", "bincode", "pickle"] {
        let (programa, direccion) =
            servidor(formato, &["--clientes", "2"]);
        for nombre in ["aula ñ", "otro"] {
            let fin = cliente(
                direccion,
                &["--formato", formato, "--nombre", nombre],
            );
            assert_eq!(
                (fin.codigo, fin.errores.as_str()),
                (Some(0), ""),
                "{formato}"
            );
            let (cabecera, visto) = tabla(&programa);
            assert_eq!(visto, nombre);
            let bytes = cabecera
                .split(&format!("  {formato}, "))
                .nth(1)
                .unwrap();
            assert!(
                fin.salida.starts_with(&format!(
                    "enviado: {bytes} en {formato} a {direccion}\n"
                )),
                "{}",
                fin.salida
            );
        }
        let fin = programa.esperar();
        assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    }
}

#[test]
fn byte_a_byte_y_con_mas_de_1024_bytes() {
    let largo = informe(&"ñ".repeat(10_000));
    let mensajes = [
        ("texto", texto::codificar(&largo).unwrap()),
        ("json", marco(&json::codificar(&largo).unwrap())),
        ("bincode", marco(&binario::codificar(&largo).unwrap())),
        ("pickle", pickle::codificar(&largo).unwrap()),
    ];
    for (formato, bytes) in mensajes {
        let (programa, direccion) = servidor(formato, &[]);
        for trozo in [1, 700, 100_000] {
            let de = enviar(direccion, &bytes, trozo);
            let (cabecera, nombre) = tabla(&programa);
            assert_eq!(
                cabecera,
                format!("{de}  {formato}, {}", en_bytes(bytes.len()))
            );
            assert!(
                nombre.starts_with("ñññ") && nombre.ends_with('…'),
                "{nombre}"
            );
        }
    }
}

#[test]
fn por_una_conexion_caben_varios_en_marcos_y_en_pickle() {
    let (uno, dos) = (informe("uno"), informe("dos"));
    let pickles = [
        pickle::codificar(&uno).unwrap(),
        pickle::codificar(&dos).unwrap(),
    ]
    .concat();
    let marcos = [
        marco(&json::codificar(&uno).unwrap()),
        marco(&json::codificar(&dos).unwrap()),
    ]
    .concat();
    for (formato, bytes) in [("pickle", pickles), ("json", marcos)] {
        let (programa, direccion) = servidor(formato, &[]);
        enviar(direccion, &bytes, 100_000);
        assert_eq!(tabla(&programa).1, "uno");
        assert_eq!(tabla(&programa).1, "dos");
    }
}

#[test]
fn lo_malo_cuesta_una_linea_y_se_sigue() {
    let manda =
        b"cos\nsystem\n(S'echo Este pickle manda en tu equipo.'\ntR.";
    let mut quince = b"\x05ahora\xfd".to_vec();
    quince.extend(i64::MAX.to_le_bytes());
    let sobra =
        [binario::codificar(&informe("x")).unwrap(), vec![1, 2]]
            .concat();
    let otro = "(¿usa otro --formato?)";
    let casos: Vec<(&str, Vec<u8>, String)> = vec![
        ("pickle", manda.to_vec(), "no es un informe en pickle: pide buscar la función «os.system», y eso no son datos".into()),
        ("pickle", b"2026\nyo\n1".to_vec(), format!("no es un informe en pickle: la orden 32 no es de un informe: tres textos en una tupla {otro}")),
        ("bincode", marco(&quince), "no es un informe en bincode: pide más de 65\u{a0}536 bytes, que es el tope".into()),
        ("bincode", marco(&sobra), format!("no es un informe en bincode: sobran 2 bytes detrás {otro}")),
        ("json", b"2026-06-03\nyo\n1.95.0".to_vec(), format!("no es un informe en json: el marco anuncia 842\u{a0}019\u{a0}382 bytes y el máximo son 65\u{a0}536 {otro}")),
        ("json", marco(b"{\"fecha\":\"hoy\"}"), format!("no es un informe en json: falta el campo «nombre» (línea 1, columna 15) {otro}")),
        ("json", vec![0, 0, 0, 9, b'{'], "el flujo se acaba a mitad de un marco: faltaban 8 de los 9 bytes del cuerpo".into()),
        ("texto", b"solo una".to_vec(), format!("no es un informe en texto: hay 1 de las tres líneas {otro}")),
        ("texto", b"hoy\n\xff\n1".to_vec(), format!("no es un informe en texto: no es UTF-8 a partir del byte 4 {otro}")),
        ("texto", vec![b'a'; MAXIMO + 10], format!("no es un informe en texto: pasa de 65\u{a0}536 bytes {otro}")),
        ("texto", Vec::new(), "se ha ido sin enviar nada".into()),
    ];
    for (formato, bytes, esperado) in casos {
        let (programa, direccion) = servidor(formato, &[]);
        let de = enviar(direccion, &bytes, 100_000);
        assert_eq!(error_de(&programa, de), esperado, "{formato}");
        // Y el siguiente, como si nada.
        let fin = cliente(
            direccion,
            &["--formato", formato, "--nombre", "después"],
        );
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        assert_eq!(tabla(&programa).1, "después");
    }
}

#[test]
fn el_que_calla_y_el_que_gotea_no_hacen_esperar_a_nadie() {
    let (programa, direccion) = servidor("texto", &["--plazo", "2s"]);
    let callado = conectar(direccion);
    let mut goteo = conectar(direccion);
    let fin = cliente(direccion, &["--nombre", "rápido"]);
    assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
    assert_eq!(tabla(&programa).1, "rápido");
    // Un byte de vez en cuando no renueva el plazo: el informe entero tiene dos segundos.
    let inicio = Instant::now();
    while goteo.write_all(b"a").is_ok()
        && inicio.elapsed() < Duration::from_secs(15)
    {
        thread::sleep(Duration::from_millis(100));
    }
    assert!(
        inicio.elapsed() < Duration::from_secs(15),
        "sigue aguantando al que gotea"
    );
    let mut dichos =
        [programa.linea_de_error(), programa.linea_de_error()];
    dichos.sort();
    let mut esperados = [callado, goteo].map(|stream| {
        format!(
            "{}: no ha enviado un informe entero a tiempo",
            stream.local_addr().unwrap()
        )
    });
    esperados.sort();
    assert_eq!(dichos, esperados);
}

#[test]
fn un_nombre_con_ordenes_para_la_terminal_se_queda_en_puntos() {
    let (programa, direccion) = servidor("json", &[]);
    enviar(
        direccion,
        &marco(
            &json::codificar(&informe("\x1b[2J\u{202e}aula\n07"))
                .unwrap(),
        ),
        100_000,
    );
    assert_eq!(tabla(&programa).1, "·[2J·aula·07");
}

#[test]
fn en_texto_no_se_envia_un_nombre_con_salto() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let fin = cliente(
        listener.local_addr().unwrap(),
        &["--nombre", "aula\n07"],
    );
    assert_eq!(fin.codigo, Some(1));
    assert_eq!(
        fin.errores,
        "error: no he podido enviar el informe: en texto, «nombre» no puede llevar un salto de línea. Con --formato json cabe cualquier texto.\n"
    );
    assert_eq!(fin.salida, "");
}

#[test]
fn el_cliente_dice_que_ha_pasado() {
    let (sin_nadie, _reserva) = apoyo::nadie_escucha();
    let fin = cliente(sin_nadie, &[]);
    assert_eq!(fin.codigo, Some(1));
    assert!(
        fin.errores.contains(
            "nadie escucha en esa dirección (ConnectionRefused)"
        ),
        "{}",
        fin.errores
    );
    let fin = ejecutar(LECCION, &["cliente", "--formato", "xml"]);
    assert_eq!(fin.codigo, Some(2));
}

#[test]
fn el_cliente_envia_exactamente_esos_bytes() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let direccion = listener.local_addr().unwrap();
    let hilo = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    });
    assert_eq!(
        cliente(direccion, &["--nombre", "yo"]).codigo,
        Some(0)
    );
    let bytes = hilo.join().unwrap();
    let informe = texto::descodificar(&bytes).unwrap();
    assert_eq!(
        bytes,
        format!("{}\nyo\n{}", informe.fecha, informe.version)
            .into_bytes()
    );
    assert!(
        informe.fecha.ends_with('Z')
            && informe.version.starts_with("1."),
        "{informe:?}"
    );
}

#[test]
fn trescientos_a_la_vez_y_todos_salen() {
    let (programa, direccion) =
        servidor("pickle", &["--clientes", "300"]);
    let bytes = pickle::codificar(&informe("uno de tantos")).unwrap();
    thread::scope(|hilos| {
        for _ in 0..300 {
            hilos.spawn(|| enviar(direccion, &bytes, 7));
        }
    });
    let fin = programa.esperar();
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    assert_eq!(fin.salida.matches("uno de tantos").count(), 300);
}

#[test]
fn la_demo_y_la_comparacion_terminan_solas() {
    let demo = ejecutar(LECCION, &["demo"]);
    assert_eq!(demo.codigo, Some(0), "{}", demo.errores);
    for formato in ["texto", "json", "bincode", "pickle"] {
        assert!(
            demo.salida.contains(&format!("  {formato}, ")),
            "{}",
            demo.salida
        );
    }
    assert!(
        demo.salida.contains("un pickle de 55 bytes"),
        "{}",
        demo.salida
    );
    assert!(
        demo.errores.contains(
            "pide buscar la función «os.system», y eso no son datos"
        ),
        "{}",
        demo.errores
    );
    assert_eq!(demo.errores.lines().count(), 1);
    let comparacion = ejecutar(LECCION, &["comparar"]);
    assert_eq!(comparacion.codigo, Some(0), "{}", comparacion.errores);
    for fila in [
        "texto            35",
        "json             70",
        "bincode          36",
        "postcard         36",
        "pickle           53",
    ] {
        assert!(
            comparacion.salida.contains(fila),
            "{fila}\n{}",
            comparacion.salida
        );
    }
}

#[test]
fn la_guia_se_recorre_entera_y_cada_apuesta_sale_como_se_cuenta() {
    let guia = ejecutar(LECCION, &["guia", "--sin-pausas"]);
    assert_eq!(
        (guia.codigo, guia.errores.as_str()),
        (Some(0), ""),
        "{}",
        guia.salida
    );
    let salidas: Vec<&str> = guia
        .salida
        .lines()
        .filter_map(|linea| linea.split("Ha sido: ").nth(1))
        .collect();
    let numeros: Vec<&str> = salidas
        .iter()
        .filter_map(|salida| salida.split(')').next())
        .collect();
    assert_eq!(
        numeros,
        ["2", "3", "2", "2", "1", "2", "3", "2", "2", "2", "1"],
        "{salidas:?}"
    );
    assert!(
        guia.salida.contains("✔ Conseguido, en pickle"),
        "{}",
        guia.salida
    );
}

#[test]
fn quien_llama_y_se_va_no_rompe_nada() {
    let (programa, direccion) = servidor("bincode", &[]);
    let de = {
        let stream = TcpStream::connect(direccion).unwrap();
        stream.local_addr().unwrap()
    };
    assert_eq!(error_de(&programa, de), "se ha ido sin enviar nada");
}

#[test]
fn el_servidor_no_crece_con_lo_hostil() {
    for (formato, bytes) in [
        ("pickle", vec![b'('; MAXIMO]),
        ("texto", vec![b'a'; 4 * MAXIMO]),
        ("json", marco(&[b'['; MAXIMO])),
        ("bincode", marco(b"\xfd\xff\xff\xff\xff\xff\xff\xff\x7f")),
    ] {
        let (programa, direccion) = servidor(formato, &[]);
        for _ in 0..20 {
            let mut stream = conectar(direccion);
            // El servidor puede cortar antes de que acabemos: es cosa suya.
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read_to_end(&mut Vec::new());
            assert!(
                programa.linea_de_error().contains("no es un informe")
            );
        }
        // Solo se sabe en Linux.
        assert!(
            programa
                .memoria_maxima()
                .is_none_or(|bytes| bytes < 16 << 20),
            "{formato}: {:?}",
            programa.memoria_maxima()
        );
    }
}

/// Lo que hace `servidor 2>&1 | head -1`: leer la primera línea e irse. Los informes siguen llegando.
#[test]
fn el_servidor_sigue_aunque_nadie_le_lea() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let mut hijo = Command::new(LECCION)
        .args(["servidor", "--puerto", "0", "--formato", "json"])
        .args(["--clientes", "4"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut primera = String::new();
    BufReader::new(hijo.stdout.take().unwrap())
        .read_line(&mut primera)
        .unwrap();
    drop(hijo.stderr.take());
    let direccion: SocketAddr = primera
        .trim()
        .strip_prefix("escuchando en ")
        .unwrap()
        .parse()
        .unwrap();
    // Dos se cuentan por stdout y dos, por stderr.
    for _ in 0..2 {
        let fin = cliente(direccion, &["--formato", "json"]);
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        enviar(direccion, &marco(b"basura"), 100);
    }
    let limite = Instant::now() + apoyo::PLAZO;
    let estado = loop {
        if let Some(estado) = hijo.try_wait().unwrap() {
            break estado;
        }
        if Instant::now() > limite {
            hijo.kill().unwrap();
            panic!("no acaba");
        }
        thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(estado.code(), Some(0));
}

/// La salida no se cierra, pero nadie la vacía: en una tubería caben 64 KiB, y lo que se cuenta es más.
#[cfg(unix)]
#[test]
fn el_servidor_sigue_aunque_su_salida_este_atascada() {
    let mut hijo = std::process::Command::new(LECCION)
        .args(["servidor", "--formato", "json", "--puerto", "0"])
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let (mut salida, errores) =
        (hijo.stdout.take().unwrap(), hijo.stderr.take());
    let (mut primera, mut byte) = (Vec::new(), [0]);
    while byte != *b"\n" {
        salida.read_exact(&mut byte).unwrap();
        primera.extend(byte);
    }
    let primera = String::from_utf8(primera).unwrap();
    let direccion: SocketAddr = primera
        .trim()
        .strip_prefix("escuchando en ")
        .unwrap()
        .parse()
        .unwrap();
    // Ni lo bueno, que sale por stdout, ni lo malo, por stderr, se leen.
    let bueno = marco(&json::codificar(&informe("Ana")).unwrap());
    for flujo in [bueno.repeat(2000), marco(b"basura")] {
        for _ in 0..if flujo.len() > 100 { 2 } else { 1500 } {
            let mut stream = conectar(direccion);
            stream.set_read_timeout(Some(apoyo::PLAZO)).unwrap();
            let _ = stream.write_all(&flujo);
            let _ = stream.shutdown(Shutdown::Write);
            let fin =
                apoyo::sin_interrupciones(|| stream.read(&mut byte));
            let plazo = |e: &std::io::Error| redes::red::es_plazo(e);
            assert!(!fin.as_ref().is_err_and(plazo), "se ha atascado");
        }
    }
    hijo.kill().unwrap();
    hijo.wait().unwrap();
    drop((salida, errores));
}
