//! Leer de un jugador, y colgarle sin que pierda lo último que se le dijo.

use std::io::{self, Read};
use std::sync::atomic::Ordering;

use redes::red::despedirse;

use super::{Conexion, TIC};

/// Leer de la conexión, mientras haya algo que esperar. Quien envía un byte cada rato para no acabar nunca su mensaje
/// tampoco se queda aquí para siempre.
impl Read for &Conexion {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.despedido() || self.se_retrasa() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        (&self.stream).read(buffer)
    }
}

impl Conexion {
    /// Se despide y tira lo que aún llegue, un momento: cerrar con algo sin leer corta la conexión de golpe, y el
    /// cliente podría quedarse sin ver lo último que le dijimos.
    pub fn colgar(&self) {
        self.despedido.store(true, Ordering::Relaxed);
        despedirse(&self.stream, TIC);
    }
}
