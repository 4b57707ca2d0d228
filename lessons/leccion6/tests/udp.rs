//! Los programas UDP de verdad, contra un adversario que pierde, repite, se retrasa y escribe desde otro sitio.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::net::{SocketAddr, UdpSocket};

use apoyo::{Final, PLAZO, Programa, arrancar, ejecutar, ejecutar_con_entrada, sin_interrupciones};

const LECCION: &str = env!("CARGO_BIN_EXE_leccion6");

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    socket.set_read_timeout(Some(PLAZO)).unwrap();
    socket
}

fn recibir(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut bufer = vec![0; 70_000];
    let (n, de) = sin_interrupciones(|| socket.recv_from(&mut bufer)).expect("llega un datagrama");
    (bufer[..n].to_vec(), de)
}

fn servidor(opciones: &[&str]) -> (Programa, SocketAddr) {
    let programa = arrancar(LECCION, &[&["udp", "servidor", "--puerto", "0"], opciones].concat());
    let direccion = programa.direccion();
    (programa, direccion)
}

/// Un cliente que pregunta a un servidor de la prueba, que está en `donde`.
fn cliente(donde: &UdpSocket, opciones: &[&str]) -> Programa {
    let puerto = donde.local_addr().unwrap().port().to_string();
    arrancar(LECCION, &[&["udp", "cliente", "--puerto", &puerto], opciones].concat())
}

#[track_caller]
fn acaba_bien(fin: &Final, salida: &str) {
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(0), salida), "{fin:?}");
}

#[test]
fn el_servidor_devuelve_a_cada_uno_lo_suyo_byte_a_byte() {
    let (programa, donde) = servidor(&[]);
    let (uno, otro) = (socket(), socket());
    let grande: Vec<u8> = (0..65_507_u32).map(|n| n as u8).collect();
    for mensaje in [&b""[..], b"x", b"hola\n", &[0xff, 0, 0xc3], &grande[..5000], &grande] {
        if mensaje.len() > 9000 && cfg!(target_vendor = "apple") {
            continue; // macOS no deja enviar datagramas tan grandes de fábrica.
        }
        uno.send_to(mensaje, donde).unwrap();
        otro.send_to(b"yo tambien", donde).unwrap();
        assert_eq!(recibir(&uno), (mensaje.to_vec(), donde));
        assert_eq!(recibir(&otro), (b"yo tambien".to_vec(), donde));
    }
    let primera = programa.linea();
    assert_eq!(primera, format!("{}: 0 bytes de eco", uno.local_addr().unwrap()));
}

#[test]
fn lo_que_no_cabe_no_se_devuelve_a_medias_y_el_servidor_sigue() {
    let (programa, donde) = servidor(&["--bufer", "4"]);
    let uno = socket();
    uno.send_to(b"holas", donde).unwrap();
    let queja = programa.linea_de_error();
    assert!(queja.ends_with("su datagrama no cabe en 4 bytes; no le contesto"), "{queja}");
    uno.send_to(b"hola", donde).unwrap();
    assert_eq!(recibir(&uno).0, b"hola");
}

#[test]
fn quien_se_va_sin_esperar_no_para_el_servidor() {
    let (_programa, donde) = servidor(&[]);
    for _ in 0..20 {
        socket().send_to(b"adi\xc3\xb3s", donde).unwrap();
    }
    let uno = socket();
    uno.send_to(b"hola", donde).unwrap();
    assert_eq!(recibir(&uno).0, b"hola");
}

#[test]
fn con_clientes_atiende_a_esos_y_acaba() {
    let (programa, donde) = servidor(&["--clientes", "2"]);
    let uno = socket();
    for _ in 0..2 {
        uno.send_to(b"", donde).unwrap();
        recibir(&uno);
    }
    assert_eq!(programa.esperar().codigo, Some(0));
}

#[test]
fn el_cliente_envia_exactamente_el_mensaje_y_ensenya_el_eco() {
    let donde = socket();
    for (opciones, bytes) in [
        (&["¡Hola, señor!"][..], "¡Hola, señor!"),
        (&["uno", "dos"], "uno dos"),
        (&["--conectado", "x"], "x"),
        (&[""], ""),
    ] {
        let programa = cliente(&donde, opciones);
        let (mensaje, de) = recibir(&donde);
        assert_eq!(mensaje, bytes.as_bytes());
        donde.send_to(&mensaje, de).unwrap();
        let fin = programa.esperar();
        acaba_bien(&fin, &format!("{bytes}\n"));
        assert!(fin.errores.contains("de eco en"), "{}", fin.errores);
    }
}

#[test]
fn por_una_tuberia_va_un_datagrama_tal_cual() {
    let (_programa, donde) = servidor(&[]);
    let puerto = donde.port().to_string();
    let cabe = if cfg!(target_vendor = "apple") { 9000 } else { 65_507 };
    for entrada in [Vec::new(), b"dos\nlineas\n".to_vec(), (0..cabe).map(|n| (n % 251) as u8).collect()] {
        let fin = ejecutar_con_entrada(LECCION, &["udp", "cliente", "--puerto", &puerto], &entrada);
        assert_eq!(fin.codigo, Some(0), "{}", fin.errores);
        assert!(fin.bytes == entrada, "{} bytes de {}", fin.bytes.len(), entrada.len());
    }
}

#[test]
fn lo_que_no_cabe_en_un_datagrama_no_se_envia() {
    let donde = socket();
    let puerto = donde.local_addr().unwrap().port().to_string();
    for (opciones, bytes) in [(&[][..], 65_508), (&["--numerada"], 65_504), (&[], 10_000_000)] {
        let orden = [&["udp", "cliente", "--puerto", &puerto], opciones].concat();
        let fin = ejecutar_con_entrada(LECCION, &orden, &vec![b'x'; bytes]);
        assert_eq!(fin.codigo, Some(1));
        assert!(
            fin.errores.starts_with("error: el mensaje no cabe en un datagrama: por IPv4 caben 65\u{a0}50"),
            "{fin:?}"
        );
    }
    donde.set_nonblocking(true).unwrap();
    assert!(donde.recv_from(&mut [0; 10]).is_err(), "no ha salido nada");
}

#[test]
fn si_no_hay_respuesta_repite_lo_mismo_desde_el_mismo_puerto() {
    let donde = socket();
    for opciones in [&["--plazo", "200ms", "hola"][..], &["--plazo", "200ms", "--numerada", "hola"]] {
        let programa = cliente(&donde, opciones);
        let primera = recibir(&donde);
        assert_eq!((recibir(&donde), recibir(&donde)), (primera.clone(), primera.clone()));
        donde.send_to(&primera.0, primera.1).unwrap();
        assert_eq!(programa.linea_de_error(), "intento 1 de 4: 200 ms sin respuesta; lo envío otra vez");
        assert_eq!(programa.linea_de_error(), "intento 2 de 4: 400 ms sin respuesta; lo envío otra vez");
        acaba_bien(&programa.esperar(), "hola\n");
    }
}

#[test]
fn un_extranio_una_respuesta_ajena_y_una_repetida_no_enganyan() {
    let (donde, extranio) = (socket(), socket());
    let programa = cliente(&donde, &["--plazo", "20s", "--numerada", "hola"]);
    let (mensaje, de) = recibir(&donde);
    assert_eq!(mensaje, b"\0\0\0\x01hola");
    // El mismo eco, pero de otro: la dirección es lo único que lo delata.
    extranio.send_to(&mensaje, de).unwrap();
    donde.send_to(b"\0\0\0\x07hola", de).unwrap();
    donde.send_to(b"\0\0\0\x01HOLA", de).unwrap();
    donde.send_to(b"", de).unwrap();
    donde.send_to(&mensaje, de).unwrap();
    donde.send_to(&mensaje, de).unwrap();
    let quien = extranio.local_addr().unwrap();
    for queja in [
        format!("ha escrito {quien}, que no es el servidor: no le hago caso"),
        "ha llegado el eco de la petición 7, que ya no se espera: lo dejo".to_string(),
        "ha llegado otra cosa (8 bytes), que no es el eco de lo enviado: la dejo".to_string(),
        "ha llegado otra cosa (0 bytes), que no es el eco de lo enviado: la dejo".to_string(),
    ] {
        assert_eq!(programa.linea_de_error(), queja);
    }
    acaba_bien(&programa.esperar(), "hola\n");
}

#[test]
fn un_extranio_insistente_no_alarga_el_plazo() {
    let (donde, extranio) = (socket(), socket());
    let mut programa = cliente(&donde, &["--plazo", "300ms", "--intentos", "1", "hola"]);
    let (_, de) = recibir(&donde);
    // Escribe sin parar hasta que el cliente se rinde: si cada uno estrenara plazo, no acabaría.
    let inicio = std::time::Instant::now();
    while programa.vive() {
        extranio.send_to(b"hola", de).unwrap();
        assert!(inicio.elapsed() < PLAZO, "el cliente sigue esperando");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let fin = programa.esperar();
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
}

#[test]
fn sin_nadie_se_rinde_y_lo_dice() {
    let (sin_nadie, _reserva) = apoyo::nadie_recibe();
    let puerto = sin_nadie.port().to_string();
    let orden = ["udp", "cliente", "--puerto", &puerto, "--plazo", "50ms", "--intentos", "2", "hola"];
    let fin = ejecutar(LECCION, &orden);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    let ultima = fin.errores.lines().last().unwrap();
    if cfg!(windows) {
        assert!(ultima.contains("nadie escucha"), "{ultima}");
    } else {
        assert!(ultima.contains("no me ha llegado el eco de 127.0.0.1:"), "{ultima}");
        assert!(ultima.contains("lo he intentado 2 veces") && ultima.ends_with("prueba con --conectado."), "{ultima}");
    }
    let fin = ejecutar(LECCION, &[&orden[..], &["--conectado"]].concat());
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("nadie escucha en 127.0.0.1:"), "{}", fin.errores);
}

#[test]
fn direcciones_a_las_que_no_se_puede_escribir() {
    for (opciones, frase) in [
        (["--host", "0.0.0.0"], "solo sirve para escuchar"),
        (["--host", "::"], "solo sirve para escuchar"),
        (["--puerto", "0"], "El puerto 0 solo sirve para escuchar"),
    ] {
        let fin = ejecutar(LECCION, &[&["udp", "cliente", "hola"], &opciones[..]].concat());
        assert_eq!(fin.codigo, Some(1));
        assert!(fin.errores.contains(frase), "{}", fin.errores);
    }
}

#[test]
fn el_puerto_ocupado_se_explica() {
    let ocupado = socket();
    let puerto = ocupado.local_addr().unwrap().port().to_string();
    let fin = ejecutar(LECCION, &["udp", "servidor", "--puerto", &puerto]);
    assert_eq!((fin.codigo, fin.salida.as_str()), (Some(1), ""));
    assert!(fin.errores.contains("ese puerto ya está ocupado (AddrInUse)"), "{}", fin.errores);
}
