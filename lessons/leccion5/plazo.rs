//! Un plazo para cada mensaje entero, no para cada byte: quien envía uno por segundo no se queda para siempre.
//!
//! Es el de la lección 1 con una cosa más: cuando llega un informe se renueva, porque por la misma conexión pueden ir
//! muchos.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Un socket del que solo se puede leer hasta cierta hora.
pub struct ConPlazo<'a> {
    stream: &'a TcpStream,
    plazo: Duration,
    hora: Cell<Instant>,
}

impl<'a> ConPlazo<'a> {
    pub fn nuevo(stream: &'a TcpStream, plazo: Duration) -> Self {
        Self { stream, plazo, hora: Cell::new(Instant::now() + plazo) }
    }

    /// Ha llegado un mensaje entero: el siguiente tiene su propio plazo.
    pub fn renovar(&self) {
        self.hora.set(Instant::now() + self.plazo);
    }
}

impl Read for &ConPlazo<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let queda =
            self.hora.get().saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let mut stream = self.stream;
        stream.set_read_timeout(Some(queda))?;
        stream.read(buffer)
    }
}
