//! Un plazo TOTAL para leer: lo que un cliente tarde en enviar todo, no lo que tarde cada byte.
//!
//! `set_read_timeout` a secas vuelve a contar desde cero en cada `read`: un cliente que envíe un byte cada
//! segundo lo tendría contento para siempre. Aquí cada lectura recibe solo el tiempo que queda.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Lo que aún se lee, sin esperar, pasada la hora: si quien llega tarde es este programa (un portátil que se durmió), lo
/// que se esperaba está ya en la cola.
const PRORROGA: Duration = Duration::from_millis(250);
/// El plazo más corto: no es esperar, es mirar si hay algo.
const MIRAR: Duration = Duration::from_millis(1);

// ANCHOR: plazo
/// Un socket del que solo se puede leer hasta cierta hora.
pub struct HastaLaHora<'a> {
    stream: &'a TcpStream,
    hora: Instant,
    /// Hasta cuándo se vacía la cola, si se llega pasada la hora.
    ultima: Option<Instant>,
}

impl<'a> HastaLaHora<'a> {
    pub fn nuevo(stream: &'a TcpStream, plazo: Duration) -> Self {
        Self { stream, hora: Instant::now() + plazo, ultima: None }
    }
}

// ANCHOR: leer_con_plazo
impl Read for HastaLaHora<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahora = Instant::now();
        let mut queda = self.hora.saturating_duration_since(ahora);
        if queda.is_zero() {
            // Pasada la hora se lee lo que ya estaba aquí, y poco más.
            if ahora >= *self.ultima.get_or_insert(ahora + PRORROGA) {
                return Err(ErrorKind::TimedOut.into());
            }
            queda = MIRAR;
        }
        self.stream.set_read_timeout(Some(queda))?;
        self.stream.read(buffer)
    }
}
// ANCHOR_END: leer_con_plazo
// ANCHOR_END: plazo

/// ¿Es este error un plazo agotado? Linux y macOS lo llaman `WouldBlock`; Windows, `TimedOut`.
pub fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

#[cfg(test)]
mod pruebas {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn lo_que_ya_habia_llegado_se_lee_aunque_la_hora_haya_pasado() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let mut otro =
            TcpStream::connect(listener.local_addr().unwrap())
                .unwrap();
        let (stream, _) = listener.accept().unwrap();
        otro.write_all(&[7; 5000]).unwrap();
        while stream.peek(&mut [0; 5000]).unwrap() < 5000 {}
        // Como si el programa se hubiera dormido hasta ahora.
        let mut lector = HastaLaHora::nuevo(&stream, Duration::ZERO);
        let mut todo = [0; 5000];
        for trozo in todo.chunks_mut(1000) {
            lector.read_exact(trozo).unwrap();
        }
        assert_eq!(todo, [7; 5000]);
        assert!(es_plazo(&lector.read(&mut [0]).unwrap_err()));
        // Y después, ni mirar: quien gotea no se queda para siempre.
        lector.ultima = Some(Instant::now());
        otro.write_all(b"x").unwrap();
        let error = lector.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
