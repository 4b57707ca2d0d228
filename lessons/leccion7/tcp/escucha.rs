//! La vuelta de un envío por TCP: esperar un byte sin dejar de enviar, y sin esperarlo para siempre.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use redes::red::es_plazo;

use crate::fichero::veredicto::Veredicto;

/// Un byte, cuando sea. `None` si el servidor cuelga sin decirlo.
pub fn escuchar(
    mut stream: &TcpStream,
    enviado: &AtomicBool,
    contestado: &AtomicBool,
    plazo: Duration,
) -> io::Result<Option<Veredicto>> {
    let (mut byte, mut desde) = ([0], None);
    let resultado = loop {
        match stream.read(&mut byte) {
            Ok(leidos) => break Ok(Veredicto::de_byte(byte[0]).filter(|_| leidos == 1)),
            Err(e) if es_plazo(&e) || e.kind() == ErrorKind::Interrupted => {
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
