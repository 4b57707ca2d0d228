//! Enviar un fichero por TCP: el anuncio, los bytes y, al final, escuchar si ha llegado bien.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:   cargo run --bin leccion7 -- tcp cliente gatin.jpg
//!
//! Verás cuánto ocupa, cuánto tarda y lo que dice el otro extremo. Que `write_all` vuelva bien solo significa que el
//! sistema ha aceptado los bytes; que están guardados solo lo sabe quien los guarda.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use redes::argumentos::mostrar_numero;
use redes::errores::{Fallo, Resultado};

use super::anuncio::Veredicto;
use super::barra::Barra;
use super::origen::{BUFFER, Origen};

/// Cada cuánto mira el reloj quien escucha el veredicto.
const LATIDO: Duration = Duration::from_millis(50);

/// Llama al servidor, y no espera más de `plazo` a que descuelgue ni, después, a que lea o conteste.
///
/// # Errors
/// Si el nombre no existe o en ninguna de sus direcciones contesta nadie.
pub fn conectar(host: &str, puerto: u16, plazo: Duration) -> Resultado<TcpStream> {
    let fallo = |error| Fallo::al_conectar(host, puerto, error);
    let mut ultimo = ErrorKind::AddrNotAvailable.into();
    for direccion in (host, puerto).to_socket_addrs().map_err(fallo)? {
        match TcpStream::connect_timeout(&direccion, plazo) {
            Ok(stream) => {
                stream.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
                stream.set_write_timeout(Some(plazo)).map_err(fallo)?;
                return Ok(stream);
            }
            Err(error) => ultimo = error,
        }
    }
    Err(fallo(ultimo))
}

/// Envía el fichero y espera el veredicto.
///
/// # Errors
/// Si no llega, o el servidor no puede guardarlo.
pub fn enviar(stream: &TcpStream, origen: &mut Origen, plazo: Duration, con: &str) -> Resultado {
    let (enviado, contestado) = (AtomicBool::new(false), AtomicBool::new(false));
    let (ida, vuelta) = thread::scope(|hilos| {
        // Si el servidor se queda sin disco lo dice en el acto: hay que estar escuchando mientras se envía.
        let escucha = hilos.spawn(|| escuchar(stream, &enviado, &contestado, plazo));
        let ida = volcar(stream, origen, &contestado);
        let fin = if ida.is_ok() { Shutdown::Write } else { Shutdown::Both };
        let _ = stream.shutdown(fin);
        enviado.store(true, Relaxed);
        (ida, escucha.join().unwrap_or_else(|_| Err(ErrorKind::Other.into())))
    });
    let total = origen.anuncio.tamano;
    match (ida, vuelta) {
        (_, Ok(Some(Veredicto::Guardado))) => Ok(()),
        (_, Ok(Some(otro))) => Err(Fallo::nuevo(format!("{con} {}", otro.queja()))),
        (Err(Interrupcion::Fichero(fallo)), _) => Err(fallo),
        (Err(Interrupcion::Red(van, error)), _) => {
            let (van, total) = (mostrar_numero(van), mostrar_numero(total));
            Err(Fallo::al_conversar(format!("{con} cuando había aceptado {van} de {total} bytes"), error))
        }
        (Ok(()), Ok(None)) => Err(Fallo::nuevo(format!("{con} ha colgado sin decir si tiene el fichero"))
            .remedio("Mira qué dice el servidor: ¿es el de esta lección, y habla el mismo --protocolo?")),
        (Ok(()), Err(error)) => Err(Fallo::al_conversar(con, error)),
    }
}

/// Por qué no se ha podido enviar entero.
enum Interrupcion {
    Fichero(Fallo),
    /// Los bytes que había aceptado el sistema, y qué ha pasado.
    Red(u64, io::Error),
}

/// La ida: el anuncio y todos los bytes, con un solo búfer mida lo que mida el fichero.
fn volcar(mut stream: &TcpStream, origen: &mut Origen, contestado: &AtomicBool) -> Result<(), Interrupcion> {
    origen.anuncio.escribir(&mut stream).map_err(|error| Interrupcion::Red(0, error))?;
    let total = origen.anuncio.tamano;
    let (mut buffer, mut van, mut barra) = (vec![0; BUFFER], 0, Barra::nueva(total));
    // ANCHOR: volcar
    while van < total && !contestado.load(Relaxed) {
        // Ni un byte más de los anunciados, aunque el fichero crezca.
        let tope = BUFFER.min((total - van) as usize);
        let leidos = match origen.fichero.read(&mut buffer[..tope]) {
            Ok(0) => return Err(Interrupcion::Fichero(origen.ha_cambiado())),
            Ok(leidos) => leidos,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(no_leo(origen, e)),
        };
        let enviado = stream.write_all(&buffer[..leidos]);
        enviado.map_err(|e| Interrupcion::Red(van, e))?;
        van += leidos as u64;
        barra.van(van);
    }
    // ANCHOR_END: volcar
    Ok(())
}

fn no_leo(origen: &Origen, error: io::Error) -> Interrupcion {
    Interrupcion::Fichero(Fallo::al_leer(&origen.ruta, error))
}

/// La vuelta: un byte, cuando sea. `None` si el servidor cuelga sin decirlo.
fn escuchar(
    mut stream: &TcpStream,
    enviado: &AtomicBool,
    contestado: &AtomicBool,
    plazo: Duration,
) -> io::Result<Option<Veredicto>> {
    let (mut byte, mut desde) = ([0], None);
    let resultado = loop {
        match stream.read(&mut byte) {
            Ok(leidos) => break Ok(Veredicto::de_byte(byte[0]).filter(|_| leidos == 1)),
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {
                // Mientras se envía no hay prisa; desde que se acaba, la paciencia es limitada.
                let desde = *desde.get_or_insert_with(Instant::now);
                if enviado.load(Relaxed) && desde.elapsed() > plazo {
                    break Err(ErrorKind::TimedOut.into());
                }
            }
            Err(error) => break Err(error),
        }
        if !enviado.load(Relaxed) {
            desde = None;
        }
    };
    contestado.store(true, Relaxed);
    resultado
}
