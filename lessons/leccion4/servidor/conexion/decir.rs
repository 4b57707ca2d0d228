//! Decirle algo a un jugador. **Nadie puede bloquear a nadie.**
//!
//! Leer de un jugador lo hace su propio hilo, y si calla no pasa nada. Pero escribirle lo hace el presentador, que es uno
//! para todos: si un jugador deja de leer y se llenan los búferes de su conexión, un `write` sin plazo se quedaría
//! esperándole, y con él la partida entera. Por eso la escritura tiene un plazo muy corto (50 ms, desde que llegó).
//! No es poco: mientras quede sitio en los búferes, `write` no espera nada; y caben cientos de mensajes. A quien los
//! tiene llenos hace mucho que no lee, así que se le cuelga.

use std::io::Write;
use std::net::Shutdown;

use redes::hilos::sin_veneno;

use super::Conexion;
use crate::protocolo::marcos::enmarcar;
use crate::protocolo::mensajes::Aviso;

impl Conexion {
    // ANCHOR: decir
    /// Le cuenta algo al jugador. Si no le cabe, le cuelga.
    pub fn decir(&self, aviso: &Aviso) {
        self.apuntar_si_se_une(aviso);
        let mut pluma = sin_veneno(self.pluma.lock());
        let bytes = match &mut *pluma {
            None => enmarcar(aviso),
            Some(traductor) => Ok(traductor.del_servidor(aviso)),
        };
        if bytes
            .and_then(|bytes| (&self.stream).write_all(&bytes))
            .is_err()
        {
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
    // ANCHOR_END: decir
}
