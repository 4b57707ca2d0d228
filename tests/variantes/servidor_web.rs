//! Variantes de `servidor_web`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::red::{en_un_hijo, escuchar, por_ipv6, servir, servir_a_unos, servir_hasta_el_primer_error};
use crate::reto::{Reto, Variante, bien, en, mal};

pub const RETO: Reto = Reto { nombre: "servidor_web", variantes: VARIANTES };

const VARIANTES: &[Variante] = &[
    mal("web_una_lectura", "R01", |direccion| con(direccion, Rareza { una_lectura: true, ..BIEN })),
    mal("web_final_en_un_trozo", "R01", |direccion| con(direccion, Rareza { final_en_un_trozo: true, ..BIEN })),
    mal("web_letras", "R29", |direccion| con(direccion, Rareza { letras: true, ..BIEN })),
    mal("web_saltos", "R30", |direccion| con(direccion, Rareza { saltos: true, ..BIEN })),
    mal("web_de_uno_en_uno", "R10", |direccion| con(direccion, Rareza { de_uno_en_uno: true, ..BIEN })),
    mal("web_corta", "R24", |direccion| con(direccion, Rareza { corta: true, ..BIEN })),
    mal("web_no_cierra", "R09", |direccion| con(direccion, Rareza { no_cierra: true, ..BIEN })),
    mal("web_sin_limite", "R13", |direccion| con(direccion, Rareza { sin_limite: true, ..BIEN })),
    mal("web_siempre_la_pagina", "R21", |direccion| con(direccion, Rareza { siempre_la_pagina: true, ..BIEN })),
    mal("web_contesta_a_medias", "R22", |direccion| con(direccion, Rareza { contesta_a_medias: true, ..BIEN })),
    mal("web_panico", "R19", |direccion| con(direccion, Rareza { panico: true, ..BIEN })),
    mal("web_sin_connection", "R21", |direccion| con(direccion, Rareza { sin_connection: true, ..BIEN })),
    mal("web_sin_plazo", "R31", |direccion| con(direccion, Rareza { plazo: None, ..BIEN })),
    mal("web_plazo_corto", "R31", |direccion| {
        con(direccion, Rareza { plazo: Some(Duration::from_millis(1200)), ..BIEN })
    }),
    mal("web_plazo_largo", "R31", |direccion| con(direccion, Rareza { plazo: Some(Duration::from_secs(6)), ..BIEN })),
    mal("web_un_cliente", "R17", |direccion| servir_a_unos(direccion, 1, |s| atender(&s, BIEN))),
    mal("web_codigo", "R18", |direccion| con(direccion, BIEN)).sin_direccion(1),
    mal("web_interrogante", "R11", interrogante),
    mal("web_limite_al_final", "R13", |direccion| con(direccion, Rareza { limite_al_final: true, ..BIEN })),
    mal("web_plazo_por_lectura", "R31", |direccion| con(direccion, Rareza { plazo_por_lectura: true, ..BIEN })),
    mal("web_cualquier_version", "R21", |direccion| con(direccion, Rareza { cualquier_version: true, ..BIEN })),
    mal("web_head_como_get", "R21", |direccion| con(direccion, Rareza { head_como_get: true, ..BIEN })),
    mal("web_final_al_final", "R01", |direccion| con(direccion, Rareza { final_al_final: true, ..BIEN })),
    mal("web_limite_menor", "R21", |direccion| con(direccion, Rareza { limite: LIMITE - 1, ..BIEN })),
    mal("web_limite_mayor", "R13", |direccion| con(direccion, Rareza { limite: LIMITE + 1, ..BIEN })),
    // Correctas, aunque raras.
    bien("web_byte_a_byte", |direccion| con(direccion, Rareza { bufer: 1, ..BIEN })),
    bien("web_otro_orden", |direccion| con(direccion, Rareza { otro_orden: true, ..BIEN })),
    bien("web_con_prisa", |direccion| con(direccion, Rareza { plazo: Some(Duration::from_millis(1850)), ..BIEN })),
    bien("web_con_calma", |direccion| con(direccion, Rareza { plazo: Some(Duration::from_millis(2500)), ..BIEN })),
    bien("web_bufer_enorme", |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN })),
    bien("web_responde_byte_a_byte", |direccion| con(direccion, Rareza { responde_byte_a_byte: true, ..BIEN })),
    bien("web_en_un_solo_hilo", todos_en_un_hilo),
    bien("web_con_grupo_de_hilos", con_grupo_de_hilos),
    bien("web_con_bufreader", |direccion| con_hilos(direccion, con_bufreader)),
    bien("web_en_un_hijo", |_| en_un_hijo("web_bufer_enorme")),
    bien("web_por_ipv6", |direccion| {
        por_ipv6(direccion, |direccion| con(direccion, Rareza { bufer: 1 << 20, ..BIEN }))
    }),
    en("web.py"),
];

const PAGINA: &str = "<!doctype html>\n<html lang=\"es\">\n<meta charset=\"utf-8\">\n\
                      <title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n";
const LIMITE: usize = 16 * 1024;

/// En qué se aparta una variante de lo que pide el enunciado.
#[derive(Clone, Copy)]
struct Rareza {
    una_lectura: bool,
    final_en_un_trozo: bool,
    letras: bool,
    saltos: bool,
    de_uno_en_uno: bool,
    corta: bool,
    no_cierra: bool,
    sin_limite: bool,
    siempre_la_pagina: bool,
    contesta_a_medias: bool,
    panico: bool,
    sin_connection: bool,
    plazo: Option<Duration>,
    bufer: usize,
    responde_byte_a_byte: bool,
    plazo_por_lectura: bool,
    cualquier_version: bool,
    head_como_get: bool,
    final_al_final: bool,
    limite: usize,
    limite_al_final: bool,
    otro_orden: bool,
}

const BIEN: Rareza = Rareza {
    una_lectura: false,
    final_en_un_trozo: false,
    letras: false,
    saltos: false,
    de_uno_en_uno: false,
    corta: false,
    no_cierra: false,
    sin_limite: false,
    siempre_la_pagina: false,
    contesta_a_medias: false,
    panico: false,
    sin_connection: false,
    plazo: Some(Duration::from_secs(2)),
    bufer: 4096,
    responde_byte_a_byte: false,
    plazo_por_lectura: false,
    cualquier_version: false,
    head_como_get: false,
    final_al_final: false,
    limite: LIMITE,
    limite_al_final: false,
    otro_orden: false,
};

fn con(direccion: &str, rareza: Rareza) {
    if rareza.de_uno_en_uno {
        servir(direccion, |s| atender(&s, rareza));
    } else {
        con_hilos(direccion, move |s| atender(&s, rareza));
    }
}

fn con_hilos(direccion: &str, atender: impl Fn(TcpStream) -> io::Result<()> + Copy + Send + 'static) {
    servir(direccion, |s| {
        thread::spawn(move || atender(s));
        Ok(())
    })
}

/// Antes de abrir el hilo pregunta quién es, con `?`: de quien ya se ha ido no se puede saber, y acaba con todos.
fn interrogante(direccion: &str) {
    servir_hasta_el_primer_error(direccion, |s| {
        s.peer_addr()?;
        thread::spawn(move || atender(&s, BIEN));
        Ok(())
    });
}

/// Sesenta hilos que se reparten los clientes por un canal: más que los que aquí se quedan callados a la vez.
fn con_grupo_de_hilos(direccion: &str) {
    let (envia, recibe) = channel::<TcpStream>();
    let recibe = Arc::new(Mutex::new(recibe));
    for _ in 0..60 {
        let recibe = Arc::clone(&recibe);
        thread::spawn(move || {
            loop {
                let Ok(s) = recibe.lock().unwrap().recv() else { return };
                let _ = atender(&s, BIEN);
            }
        });
    }
    servir(direccion, |s| envia.send(s).map_err(io::Error::other))
}

/// Un cliente de [`todos_en_un_hilo`].
struct Cliente {
    s: TcpStream,
    hasta: Instant,
    recibido: Vec<u8>,
    contestado: bool,
}

/// Un solo hilo para todos, sin bloquearse con ninguno.
fn todos_en_un_hilo(direccion: &str) {
    let listener = escuchar(direccion);
    listener.set_nonblocking(true).unwrap();
    let mut clientes: Vec<Cliente> = Vec::new();
    loop {
        while let Ok((s, _)) = listener.accept() {
            s.set_nonblocking(true).unwrap();
            let hasta = Instant::now() + Duration::from_secs(2);
            clientes.push(Cliente { s, hasta, recibido: Vec::new(), contestado: false });
        }
        clientes.retain_mut(|cliente| Instant::now() < cliente.hasta && atender_un_poco(cliente).unwrap_or(false));
        thread::sleep(Duration::from_millis(1));
    }
}

/// Lo que se pueda hacer ahora por un cliente. Devuelve si hay que seguir con él.
fn atender_un_poco(cliente: &mut Cliente) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let leidos = match cliente.s.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
            otro => otro?,
        };
        if cliente.contestado {
            continue;
        }
        cliente.recibido.extend_from_slice(&buffer[..leidos]);
        let donde = cliente.recibido.windows(4).position(|v| v == b"\r\n\r\n");
        let total = donde.map_or(cliente.recibido.len(), |donde| donde + 4);
        let texto = if total > LIMITE || (donde.is_none() && total == LIMITE) {
            respuesta("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n", BIEN)
        } else if donde.is_some() {
            responder(&cliente.recibido, BIEN)
        } else {
            continue;
        };
        // Menos de 1 KiB a un cliente que aún no ha recibido nada: cabe entero.
        cliente.s.write_all(texto.as_bytes())?;
        cliente.s.shutdown(Shutdown::Write)?;
        cliente.contestado = true;
    }
}

fn plazo(s: &TcpStream, hasta: Option<Instant>) -> io::Result<bool> {
    let Some(hasta) = hasta else { return Ok(true) };
    let queda = hasta.saturating_duration_since(Instant::now());
    if queda.is_zero() {
        return Ok(false);
    }
    s.set_read_timeout(Some(queda))?;
    Ok(true)
}

fn atender(mut s: &TcpStream, rareza: Rareza) -> io::Result<()> {
    let mut hasta = rareza.plazo.map(|plazo| Instant::now() + plazo);
    let (mut recibido, mut buffer) = (Vec::new(), vec![0; rareza.bufer]);
    let texto = loop {
        let leidos = if plazo(s, hasta)? { s.read(&mut buffer).unwrap_or(0) } else { 0 };
        if leidos == 0 {
            if rareza.contesta_a_medias && !recibido.is_empty() {
                break respuesta("400 Bad Request", "No entiendo esa petición.\n", rareza);
            }
            return Ok(());
        }
        recibido.extend_from_slice(&buffer[..leidos]);
        if rareza.plazo_por_lectura {
            hasta = rareza.plazo.map(|plazo| Instant::now() + plazo);
        }
        let donde = if rareza.final_al_final {
            recibido.ends_with(b"\r\n\r\n").then(|| recibido.len() - 4)
        } else if rareza.final_en_un_trozo {
            buffer[..leidos].windows(4).position(|v| v == b"\r\n\r\n").map(|donde| donde + recibido.len() - leidos)
        } else {
            let desde = recibido.len().saturating_sub(leidos + 3);
            recibido[desde..].windows(4).position(|v| v == b"\r\n\r\n").map(|donde| donde + desde)
        };
        let total = donde.map_or(recibido.len(), |donde| donde + 4);
        let pasa = total > rareza.limite || (donde.is_none() && total == rareza.limite);
        if pasa && !rareza.sin_limite && (donde.is_some() || !rareza.limite_al_final) {
            break respuesta("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n", rareza);
        }
        if donde.is_some() || rareza.una_lectura {
            break responder(&recibido, rareza);
        }
    };
    if rareza.responde_byte_a_byte {
        texto.bytes().try_for_each(|byte| s.write_all(&[byte]))?;
    } else {
        s.write_all(texto.as_bytes())?;
    }
    if rareza.corta {
        return Ok(());
    }
    if !rareza.no_cierra {
        s.shutdown(Shutdown::Write)?;
    }
    while plazo(s, hasta)? && s.read(&mut buffer)? > 0 {}
    Ok(())
}

fn responder(recibido: &[u8], rareza: Rareza) -> String {
    let texto = String::from_utf8_lossy(recibido);
    let palabras: Vec<&str> = texto.split("\r\n").next().unwrap().split(' ').collect();
    if rareza.siempre_la_pagina {
        return respuesta("200 OK", PAGINA, rareza);
    }
    if rareza.panico && !palabras[2].starts_with("HTTP/") {
        return respuesta("400 Bad Request", "No entiendo esa petición.\n", rareza);
    }
    match palabras[..] {
        ["GET", "/", _] if rareza.cualquier_version => respuesta("200 OK", PAGINA, rareza),
        ["HEAD", "/", _] if rareza.head_como_get => respuesta("200 OK", PAGINA, rareza),
        ["GET", "/", v] if v.starts_with("HTTP/") => respuesta("200 OK", PAGINA, rareza),
        ["GET", _, v] if v.starts_with("HTTP/") => respuesta("404 Not Found", "Aquí no hay nada.\n", rareza),
        [_, _, v] if v.starts_with("HTTP/") => respuesta("405 Method Not Allowed", "Solo atiendo GET.\n", rareza),
        _ => respuesta("400 Bad Request", "No entiendo esa petición.\n", rareza),
    }
}

fn respuesta(estado: &str, cuerpo: &str, rareza: Rareza) -> String {
    let permitido = if estado.starts_with("405") { "Allow: GET\r\n" } else { "" };
    let longitud = if rareza.letras { cuerpo.chars().count() } else { cuerpo.len() };
    let cierre = if rareza.sin_connection { "" } else { "Connection: close\r\n" };
    if rareza.otro_orden {
        return format!(
            "HTTP/1.1 {estado}\r\n{cierre}Content-Length: {longitud}\r\nContent-Type: text/html; charset=utf-8\r\n\
             {permitido}\r\n{cuerpo}"
        );
    }
    let texto = format!(
        "HTTP/1.1 {estado}\r\n{permitido}Content-Type: text/html; charset=utf-8\r\nContent-Length: {longitud}\r\n\
         {cierre}\r\n{cuerpo}"
    );
    if rareza.saltos { texto.replace("\r\n", "\n") } else { texto }
}

/// Otra manera de hacerlo bien: por líneas, con un límite en la lectura.
fn con_bufreader(s: TcpStream) -> io::Result<()> {
    let hasta = Instant::now() + Duration::from_secs(2);
    s.set_read_timeout(Some(Duration::from_millis(100)))?;
    let mut lector = BufReader::new(&s).take(LIMITE as u64 + 1);
    let mut recibido = Vec::new();
    while Instant::now() < hasta {
        match lector.read_until(b'\n', &mut recibido) {
            Ok(0) => return Ok(()),
            Ok(_) if recibido.len() > LIMITE => break,
            Ok(_) if recibido.ends_with(b"\r\n\r\n") => break,
            Ok(_) if !recibido.ends_with(b"\n") => return Ok(()),
            _ => {}
        }
    }
    let texto = if recibido.len() > LIMITE {
        respuesta("431 Request Header Fields Too Large", "Esa petición es demasiado larga.\n", BIEN)
    } else if recibido.ends_with(b"\r\n\r\n") {
        responder(&recibido, BIEN)
    } else {
        return Ok(());
    };
    (&s).write_all(texto.as_bytes())?;
    s.shutdown(Shutdown::Write)?;
    s.set_read_timeout(Some(Duration::from_secs(2)))?;
    io::copy(&mut &s, &mut io::sink()).map(drop)
}
