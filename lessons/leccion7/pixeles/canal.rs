//! El socket del cliente: codifica, envía, escucha y, si se le pide, pierde datagramas a propósito.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::protocolo::{BUFFER, Datagrama, Mensaje, Plano};

/// Lo que se espera un acuse antes de volver a mirar el reloj: menos que el plazo más corto del emisor.
const LATIDO: Duration = Duration::from_millis(10);

/// Qué datagramas se pierden a propósito. Con la misma semilla, siempre los mismos.
#[derive(Debug, Clone, Copy, Default)]
pub struct Perdida {
    /// De cada millón de datagramas, cuántos.
    pub por_millon: u32,
    pub semilla: u64,
}

impl Perdida {
    /// ¿Se pierde el envío número `envio`? Depende solo de su número y de la semilla.
    pub fn toca(self, envio: u32) -> bool {
        mezclar(self.semilla ^ (u64::from(envio) << 20)) % 1_000_000 < u64::from(self.por_millon)
    }
}

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
    ///
    /// # Errors
    /// Si el sistema no da un socket.
    pub fn hacia(destino: SocketAddr, perdida: Perdida) -> io::Result<Self> {
        let cualquiera: SocketAddr = if destino.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
        let socket = UdpSocket::bind(cualquiera)?;
        socket.connect(destino)?;
        socket.set_read_timeout(Some(LATIDO))?;
        let ahora = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
        // Distinto en cada envío, también si el sistema nos vuelve a dar el mismo puerto.
        let transferencia = mezclar(ahora ^ (u64::from(std::process::id()) << 32));
        let (salida, entrada) = (Vec::new(), vec![0; BUFFER]);
        Ok(Self { socket, transferencia, perdida, no_bloquea: false, salida, entrada, perdidos: 0 })
    }

    /// Con `true`, [`Canal::recibir`] nunca espera.
    ///
    /// # Errors
    /// Si el sistema no puede cambiarlo.
    pub fn sin_esperas(&mut self, si: bool) -> io::Result<()> {
        self.no_bloquea = si;
        self.socket.set_nonblocking(si)
    }

    /// Envía un datagrama con las banderas `(pide_acuse, sin_acuses)`.
    ///
    /// # Errors
    /// Lo que diga el sistema; que no quepa más en sus colas no es un error: es una pérdida.
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
        match self.socket.send(&self.salida) {
            Err(error) if sin_sitio(&error) => Ok(()),
            otro => otro.map(drop),
        }
    }

    /// Recoge una respuesta a esta transferencia, si la hay. Con `esperar`, le da un poco de tiempo.
    ///
    /// # Errors
    /// Lo que diga el sistema; que no llegue nada es `Ok(None)`.
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
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => Ok(None),
                _ => Err(error),
            },
        }
    }
}

/// El sistema no tenía dónde poner el datagrama (macOS lo dice así: ENOBUFS).
pub fn sin_sitio(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || (cfg!(target_os = "macos") && error.raw_os_error() == Some(55))
}

/// ¿Nos dice el sistema que al otro lado no escucha nadie? Windows usa otro nombre para lo mismo.
pub fn es_rechazo(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset)
}

/// Revuelve los bits de un número (SplitMix64): de números seguidos salen otros que parecen al azar.
pub fn mezclar(numero: u64) -> u64 {
    let mut z = numero.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
