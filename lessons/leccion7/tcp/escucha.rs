//! La vuelta de un envío por TCP: esperar un byte sin dejar de enviar, y sin esperarlo para siempre.

use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use redes::red::es_plazo;

use crate::fichero::veredicto::Veredicto;

/// Un byte, cuando sea. `None` si el servidor cuelga sin decirlo.
pub fn escuchar(
    mut stream: impl Read,
    enviado: &AtomicBool,
    contestado: &AtomicBool,
    plazo: Duration,
) -> io::Result<Option<Veredicto>> {
    let (mut byte, mut desde) = ([0], None);
    let resultado = loop {
        // Mientras se envía no hay prisa; desde que se acaba, la paciencia es limitada.
        let espera = enviado.load(Relaxed).then(|| desde.get_or_insert_with(Instant::now).elapsed());
        match stream.read(&mut byte) {
            Ok(leidos) => break Ok(Veredicto::de_byte(byte[0]).filter(|_| leidos == 1)),
            // Se juzga con la hora de antes de mirar: si el que se ha parado es este programa, la respuesta ya está ahí.
            Err(e) if es_plazo(&e) && espera.is_some_and(|espera| espera > plazo) => {
                break Err(ErrorKind::TimedOut.into());
            }
            Err(e) if es_plazo(&e) || e.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    contestado.store(true, Relaxed);
    resultado
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Una lectura que una suspensión interrumpe; a la siguiente se ve que el veredicto ya estaba.
    struct Interrumpida(bool);

    impl Read for Interrumpida {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if std::mem::replace(&mut self.0, false) {
                return Err(ErrorKind::Interrupted.into());
            }
            buffer[0] = Veredicto::Guardado.en_byte();
            Ok(1)
        }
    }

    #[test]
    fn tras_una_suspension_se_mira_antes_de_decir_que_no_contesta() {
        let (enviado, contestado) = (AtomicBool::new(true), AtomicBool::new(false));
        let dicho = escuchar(Interrumpida(true), &enviado, &contestado, Duration::ZERO);
        assert_eq!(dicho.unwrap(), Some(Veredicto::Guardado));
    }
}
