//! Solución de `servidor_web`: una página para el navegador. El enunciado está en `exercises/servidor_web.rs`.
//!
//! La idea: leer hasta la línea vacía con un límite y un plazo, contestar HTTP de verdad y despedirse sin cortar.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

/// Lo que se sirve en `/`.
const PAGINA: &str = "<!doctype html>\n<html lang=\"es\">\n<meta charset=\"utf-8\">\n\
                      <title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n";
/// Más que cualquier petición sensata de un navegador, y poco para nuestra memoria.
const LIMITE: usize = 16 * 1024;
/// Lo que tiene un cliente, en total, para hacer su petición y marcharse. A uno lejano habría que darle más.
const PLAZO: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_web IP:PUERTO");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(listener) => servir(&listener),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Atiende a cada cliente en su hilo: los navegadores abren conexiones de reserva que no dicen nada.
fn servir(listener: &TcpListener) {
    for stream in listener.incoming() {
        let hilo = stream.and_then(|stream| {
            thread::Builder::new().spawn(move || {
                if let Err(error) = atender(&stream) {
                    eprintln!("un cliente se ha ido a medias ({:?})", error.kind());
                }
            })
        });
        if let Err(error) = hilo {
            eprintln!("no he podido atender a un cliente ({:?})", error.kind());
        }
    }
}

/// Lee una petición, la contesta y cierra.
fn atender(mut stream: &TcpStream) -> io::Result<()> {
    let hasta = Instant::now() + PLAZO;
    stream.set_write_timeout(Some(PLAZO))?;
    let respuesta = match leer_peticion(stream, hasta)? {
        Peticion::Entera(cabeceras) => responder(&cabeceras),
        Peticion::Larga => respuesta("431 Request Header Fields Too Large", "", "Esa petición es demasiado larga.\n"),
        // Una conexión de reserva, o alguien que se ha cansado: no hay a quién contestar.
        Peticion::AMedias => return Ok(()),
    };
    stream.write_all(respuesta.as_bytes())?;
    despedirse(stream, hasta)
}

/// Lo que ha llegado antes de que se acabara el plazo.
enum Peticion {
    /// Hasta la línea vacía, con ella.
    Entera(Vec<u8>),
    /// Más de [`LIMITE`] bytes sin una línea vacía.
    Larga,
    /// El cliente ha cerrado o ha callado antes de la línea vacía.
    AMedias,
}

/// Acumula lo que va llegando hasta ver la línea vacía.
fn leer_peticion(mut stream: &TcpStream, hasta: Instant) -> io::Result<Peticion> {
    let mut recibido = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let leidos = match leer_hasta(&mut stream, &mut buffer, hasta) {
            Ok(None | Some(0)) => return Ok(Peticion::AMedias),
            Ok(Some(leidos)) => leidos,
            // Una señal del sistema ha despertado la lectura sin traer nada: se repite.
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        // La línea vacía puede llegar partida entre dos lecturas: se mira desde tres bytes más atrás.
        let desde = recibido.len().saturating_sub(3);
        recibido.extend_from_slice(&buffer[..leidos]);
        if let Some(corte) = recibido[desde..].windows(4).position(|ventana| ventana == b"\r\n\r\n") {
            recibido.truncate(desde + corte + 4);
            // El límite es de la petición, no de cómo se haya partido al llegar.
            return Ok(if recibido.len() > LIMITE { Peticion::Larga } else { Peticion::Entera(recibido) });
        }
        if recibido.len() >= LIMITE {
            return Ok(Peticion::Larga);
        }
    }
}

/// Una lectura que no pasa de `hasta`. `None` si se acaba el plazo.
fn leer_hasta(stream: &mut &TcpStream, buffer: &mut [u8], hasta: Instant) -> io::Result<Option<usize>> {
    // El plazo es para todo: si cada lectura tuviera el suyo, un byte cada cuatro segundos nos tendría aquí horas.
    let queda = hasta.saturating_duration_since(Instant::now());
    if queda.is_zero() {
        return Ok(None);
    }
    stream.set_read_timeout(Some(queda))?;
    match stream.read(buffer) {
        Ok(leidos) => Ok(Some(leidos)),
        // Un plazo vencido se llama `WouldBlock` en Unix y `TimedOut` en Windows.
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Qué se contesta a una petición entera.
fn responder(cabeceras: &[u8]) -> String {
    let primera = cabeceras.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let palabras: Vec<&str> = str::from_utf8(primera).unwrap_or_default().split(' ').collect();
    match palabras[..] {
        ["GET", "/", version] if version.starts_with("HTTP/") => respuesta("200 OK", "", PAGINA),
        ["GET", _, version] if version.starts_with("HTTP/") => respuesta("404 Not Found", "", "Aquí no hay nada.\n"),
        [_, _, version] if version.starts_with("HTTP/") => {
            respuesta("405 Method Not Allowed", "Allow: GET\r\n", "Solo atiendo GET.\n")
        }
        _ => respuesta("400 Bad Request", "", "No entiendo esa petición.\n"),
    }
}

/// Una respuesta completa. `Content-Length` cuenta bytes: «¡» son dos.
fn respuesta(estado: &str, cabeceras: &str, cuerpo: &str) -> String {
    format!(
        "HTTP/1.1 {estado}\r\n{cabeceras}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{cuerpo}",
        cuerpo.len()
    )
}

/// Cierra nuestro lado y tira lo que aún llegue. Cerrar con bytes sin leer hace que el sistema corte de golpe (RST),
/// y ese corte puede llevarse por delante la respuesta antes de que el navegador la lea.
fn despedirse(mut stream: &TcpStream, hasta: Instant) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let mut buffer = [0; 4096];
    while let Some(1..) = leer_hasta(&mut stream, &mut buffer, hasta)? {}
    Ok(())
}
