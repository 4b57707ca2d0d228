//! El socket del cliente: codifica, envía, escucha y, si se le pide, pierde datagramas a propósito.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use super::datagrama::{Datagrama, Mensaje};
use super::plano::Plano;
use crate::udp::BUFFER;
use crate::udp::perdida::Perdida;
use crate::udp::socket::{self, es_rechazo, es_silencio};

/// Lo que se espera un acuse antes de volver a mirar el reloj: menos que el plazo más corto del emisor.
const LATIDO: Duration = Duration::from_millis(10);

/// Un socket UDP «conectado»: no hay conexión, pero el sistema descarta lo que venga de otra dirección y nos
/// cuenta si al otro lado no hay nadie.
pub struct Canal {
    socket: UdpSocket,
    transferencia: u64,
    perdida: Perdida,
    no_bloquea: bool,
    salida: Vec<u8>,
    entrada: Vec<u8>,
    /// Datagramas perdidos a propósito.
    pub perdidos: u32,
}

impl Canal {
    /// Prepara un canal hacia `destino`.
    pub fn hacia(destino: SocketAddr, perdida: Perdida) -> io::Result<Self> {
        let socket = socket::conectado(destino)?;
        socket.set_read_timeout(Some(LATIDO))?;
        let transferencia = socket::transferencia_nueva();
        let (salida, entrada) = (Vec::new(), vec![0; BUFFER]);
        Ok(Self { socket, transferencia, perdida, no_bloquea: false, salida, entrada, perdidos: 0 })
    }

    /// Con `true`, [`Canal::recibir`] nunca espera.
    pub fn sin_esperas(&mut self, si: bool) -> io::Result<()> {
        self.no_bloquea = si;
        self.socket.set_nonblocking(si)
    }

    /// Envía un datagrama con las banderas `(pide_acuse, sin_acuses)`.
    pub fn enviar(
        &mut self,
        plano: &Plano,
        envio: u32,
        (pide_acuse, sin_acuses): (bool, bool),
        mensaje: Mensaje,
    ) -> io::Result<()> {
        if self.perdida.toca(envio) {
            self.perdidos += 1;
            return Ok(());
        }
        let transferencia = self.transferencia;
        Datagrama { transferencia, plano: *plano, envio, pide_acuse, sin_acuses, mensaje }.codificar(&mut self.salida);
        socket::enviar(&self.socket, &self.salida)
    }

    /// Recoge una respuesta a esta transferencia, si la hay. Con `esperar`, le da un poco de tiempo.
    pub fn recibir(&mut self, esperar: bool) -> io::Result<Option<Datagrama<'_>>> {
        if self.no_bloquea && esperar {
            std::thread::sleep(Duration::from_millis(1));
        }
        let leido = match self.socket.recv(&mut self.entrada) {
            // El aviso de que nadie escucha se adelanta a lo que ya había llegado: se mira detrás.
            Err(error) if es_rechazo(&error) => self.socket.recv(&mut self.entrada).map_err(|_| error),
            otro => otro,
        };
        match leido {
            Ok(n) => {
                let respuesta = Datagrama::descodificar(&self.entrada[..n]);
                Ok(respuesta.filter(|respuesta| respuesta.transferencia == self.transferencia))
            }
            Err(error) if es_silencio(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
