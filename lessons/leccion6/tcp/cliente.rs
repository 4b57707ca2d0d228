//! El mismo eco por TCP, para ponerlo al lado: el cliente.
//!
//! Pruébalo:   cargo run --bin leccion6 -- tcp cliente "¡Hola!"
//! o cualquier cosa, de cualquier tamaño:   cargo run --bin leccion6 -- tcp cliente < foto.jpg > eco.jpg
//!
//! Verás el eco por stdout. Fíjate en lo que está en `udp/preguntar.rs` y aquí no: reintentos, números de petición y
//! comprobar quién contesta. De todo eso se encarga el sistema.

use std::io::{self, Cursor, IsTerminal, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::cifras::{self, en_bytes};
use redes::consola::avisar;
use redes::errores::{Fallo, Resultado, explicar};
use redes::red::{self, es_plazo};

use crate::tcp::huella::Huella;

/// Lo que se pide en cada lectura. No es el tamaño de un mensaje.
const BUFFER: usize = 64 * 1024;

/// Envía `mensaje` (o lo que llegue por stdin, sea lo que sea de largo) y enseña el eco según llega.
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], plazo: Duration) -> Resultado {
    let stream = Arc::new(red::llamar(host, puerto, plazo)?);
    let enviado = Arc::new(Huella::default());
    let (de_ida, cuenta) = (Arc::clone(&stream), Arc::clone(&enviado));
    let fuente: Box<dyn Read + Send> =
        if mensaje.is_empty() { Box::new(io::stdin()) } else { Box::new(Cursor::new(mensaje.join(" "))) };
    if mensaje.is_empty() && io::stdin().is_terminal() {
        avisar("Escribe algo y pulsa Intro. Para despedirte, Ctrl-D (en Windows, Ctrl-Z e Intro).");
    }
    // Se envía en un hilo y se recibe en otro: si los dos lados escribieran sin leer, los dos acabarían esperando. Nadie
    // espera a este hilo: si el servidor se va mientras alguien piensa qué escribir, el programa acaba.
    thread::spawn(move || enviar(&de_ida, fuente, &cuenta));
    let recibido = Huella::default();
    let fallo = |error: io::Error| Fallo::al_conversar(format!("{host}:{puerto}"), error);
    stream.set_read_timeout(Some(plazo)).map_err(fallo)?;
    recibir(&stream, &enviado, &recibido, plazo).map_err(fallo)??;
    if !mensaje.is_empty() {
        let _ = writeln!(io::stdout());
    }
    if enviado.valor() != recibido.valor() {
        let (van, vuelven) = (en_bytes(enviado.bytes()), en_bytes(recibido.bytes()));
        return Err(Fallo::nuevo(format!("el eco no es lo que envié: {van} de ida y {vuelven} de vuelta"))
            .remedio("¿Es un servidor de eco, y lee hasta la despedida?"));
    }
    avisar(&format!("{} de eco, idéntico", en_bytes(recibido.bytes())));
    Ok(())
}

fn enviar(mut stream: &TcpStream, mut fuente: Box<dyn Read + Send>, enviado: &Huella) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let leidos = fuente.read(&mut buffer).unwrap_or_else(|error| {
            avisar(&format!("no he podido leer lo que había que enviar: {}", explicar(&error)));
            0
        });
        if leidos == 0 {
            return stream.shutdown(Shutdown::Write);
        }
        enviado.sumar(&buffer[..leidos]);
        stream.write_all(&buffer[..leidos])?;
    }
}

/// Enseña el eco hasta la despedida. Solo se cansa de esperar si el servidor debe algo.
fn recibir(mut stream: &TcpStream, enviado: &Huella, recibido: &Huella, plazo: Duration) -> io::Result<Resultado> {
    let mut salida = io::stdout();
    let mut buffer = vec![0; BUFFER];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(Ok(())),
            Ok(leidos) => {
                recibido.sumar(&buffer[..leidos]);
                if let Err(error) = salida.write_all(&buffer[..leidos]).and_then(|()| salida.flush()) {
                    return Ok(Err(Fallo::al_mostrar(error)));
                }
            }
            Err(e) if es_plazo(&e) => {
                let falta = enviado.bytes().saturating_sub(recibido.bytes());
                if falta > 0 {
                    let queja = format!("llevo {} esperando {} de eco", cifras::duracion(plazo), en_bytes(falta));
                    return Ok(Err(
                        Fallo::nuevo(queja).remedio("Mira qué dice el servidor. Para esperar más: --plazo 60s.")
                    ));
                }
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}
