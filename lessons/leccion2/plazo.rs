//! Ninguna espera es para siempre: los plazos de una conexión.

use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::time::Duration;

/// Pone plazo a los dos sentidos: al `read`, por si el otro calla, y al `write`, por si no lee y los búferes se llenan.
pub fn en_los_dos_sentidos(stream: &TcpStream, plazo: Duration) -> io::Result<()> {
    stream.set_read_timeout(Some(plazo))?;
    stream.set_write_timeout(Some(plazo))
}

/// ¿Es este error un plazo agotado? Se llama `WouldBlock` en Unix y `TimedOut` en Windows.
pub fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
