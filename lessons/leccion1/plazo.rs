//! Un plazo TOTAL para leer: lo que un cliente tarde en enviar todo, no lo que tarde cada byte.
//!
//! `set_read_timeout` a secas vuelve a contar desde cero en cada `read`: un cliente que envíe un byte cada
//! segundo lo tendría contento para siempre. Aquí cada lectura recibe solo el tiempo que queda.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

// ANCHOR: plazo
/// Un socket del que solo se puede leer hasta cierta hora.
pub struct HastaLaHora<'a> {
    stream: &'a TcpStream,
    hora: Instant,
}

impl<'a> HastaLaHora<'a> {
    pub fn nuevo(stream: &'a TcpStream, plazo: Duration) -> Self {
        Self { stream, hora: Instant::now() + plazo }
    }
}

// ANCHOR: leer_con_plazo
impl Read for HastaLaHora<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let queda =
            self.hora.saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Err(ErrorKind::TimedOut.into());
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
