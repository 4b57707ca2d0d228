//! Enviar un fichero por TCP: el anuncio, los bytes y, al final, escuchar si ha llegado bien.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:   cargo run --bin leccion7 -- tcp cliente gatin.jpg
//!
//! Verás cuánto ocupa, cuánto tarda y lo que dice el otro extremo. Que `write_all` vuelva bien solo significa que el
//! sistema ha aceptado los bytes; que están guardados solo lo sabe quien los guarda.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use super::anuncio::Anuncio;
use super::escucha::escuchar;
use super::relato;
use crate::fichero::origen::{BUFFER, Origen};
use crate::fichero::veredicto::Veredicto;
use crate::pantalla::barra_de_bytes::Barra;

/// Envía el fichero y espera el veredicto, como mucho `plazo` desde que se acaba de enviar.
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
    match (ida, vuelta) {
        (_, Ok(Some(Veredicto::Guardado))) => Ok(()),
        (_, Ok(Some(Veredicto::SumaDistinta))) if !origen.sigue_igual() => Err(origen.ha_cambiado()),
        (_, Ok(Some(otro))) => Err(Fallo::nuevo(format!("{con} {}", otro.queja()))),
        (Err(Interrupcion::Fichero(fallo)), _) => Err(fallo),
        (Err(Interrupcion::Red(van, error)), _) => Err(relato::aceptado(con, van, origen.tamano, error)),
        (Ok(()), Ok(None)) => Err(relato::sin_veredicto(con)),
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
    Anuncio::de(origen).escribir(&mut stream).map_err(|error| Interrupcion::Red(0, error))?;
    let total = origen.tamano;
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
