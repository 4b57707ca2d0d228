//! El eco que ha vuelto, y lo que ha costado.

use std::fmt;
use std::time::Duration;

use redes::cifras::{self, en_bytes};

/// El eco de una petición.
#[derive(Debug)]
pub struct Eco {
    pub mensaje: Vec<u8>,
    pub tiempo: Duration,
    pub intentos: u32,
}

impl fmt::Display for Eco {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} de eco en {}", en_bytes(self.mensaje.len()), cifras::duracion(self.tiempo))?;
        if self.intentos > 1 { write!(f, " ({} intentos)", self.intentos) } else { Ok(()) }
    }
}
