//! La conexión con un jugador: de un lado, lo que pide; del otro, lo que hay que decirle.
//!
//! **Nadie puede bloquear a nadie.** Leer de un jugador lo hace su propio hilo, y si calla no pasa nada. Pero escribirle
//! lo hace el presentador, que es uno para todos: si un jugador deja de leer y se llenan los búferes de su conexión, un
//! `write` sin plazo se quedaría esperándole, y con él la partida entera. Por eso la escritura tiene un plazo muy corto.
//! No es poco: mientras quede sitio en los búferes, `write` no espera nada; y caben cientos de mensajes. A quien los
//! tiene llenos hace mucho que no lee, así que se le cuelga.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};

use crate::Protocolo;
use crate::mensajes::{self, Aviso, Orden};
use crate::oyente::Oyente;
use crate::protocolo_python::{Traducida, Traductor};
use redes::pickle::Valor;

/// Cuánto se espera a que quepa un mensaje en los búferes de un jugador.
const PLAZO_DE_ESCRITURA: Duration = Duration::from_millis(50);

/// Cuánto puede tardar en unirse quien ha conectado. Después ya puede callar: cada pregunta tiene su plazo.
pub const PACIENCIA: Duration = Duration::from_secs(30);

/// Cada cuánto despierta el hilo de un jugador que calla, para ver si todavía tiene que seguir ahí.
const TIC: Duration = Duration::from_secs(1);

/// Una conexión sin noticias durante este tiempo se comprueba: si el otro ordenador se ha apagado, así se sabe.
const COMPROBAR: Duration = Duration::from_secs(30);

pub struct Conexion {
    stream: TcpStream,
    pub cliente: SocketAddr,
    desde: Instant,
    /// Quien escribe echa este cerrojo: pueden hacerlo el presentador y el hilo del jugador, y dos mensajes no se pueden
    /// mezclar. Dentro, lo que hay que recordar para hablar como Python; en el protocolo del curso, nada.
    pluma: Mutex<Option<Traductor>>,
    unido: AtomicBool,
    despedido: AtomicBool,
}

impl Conexion {
    /// # Errors
    /// Si la conexión ya no admite que se le pongan plazos: es que ha muerto.
    pub fn nueva(
        stream: TcpStream,
        cliente: SocketAddr,
        protocolo: Protocolo,
    ) -> io::Result<Self> {
        stream.set_read_timeout(Some(TIC))?;
        stream.set_write_timeout(Some(PLAZO_DE_ESCRITURA))?;
        // Un mensaje pequeño sale ya, sin esperar a juntarse con otro (algoritmo de Nagle).
        stream.set_nodelay(true)?;
        SockRef::from(&stream).set_tcp_keepalive(
            &TcpKeepalive::new().with_time(COMPROBAR),
        )?;
        let pluma = Mutex::new(
            (protocolo == Protocolo::Python).then(Traductor::default),
        );
        let (unido, despedido) =
            (AtomicBool::new(false), AtomicBool::new(false));
        Ok(Self {
            stream,
            cliente,
            desde: Instant::now(),
            pluma,
            unido,
            despedido,
        })
    }

    // ANCHOR: decir
    /// Le cuenta algo al jugador. Si no le cabe, le cuelga.
    pub fn decir(&self, aviso: &Aviso) {
        if matches!(
            aviso,
            Aviso::Bienvenida { .. } | Aviso::EnCola { .. }
        ) {
            self.unido.store(true, Ordering::Relaxed);
        }
        let mut pluma =
            self.pluma.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match &mut *pluma {
            None => mensajes::enmarcar(aviso),
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

    /// «No te enviaré nada más». Lo que ya se le ha enviado, le llega.
    pub fn despedir(&self) {
        self.despedido.store(true, Ordering::Relaxed);
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    pub fn despedido(&self) -> bool {
        self.despedido.load(Ordering::Relaxed)
    }

    /// Ha conectado, y no acaba de unirse.
    pub fn se_retrasa(&self) -> bool {
        !self.unido.load(Ordering::Relaxed)
            && self.desde.elapsed() > PACIENCIA
    }

    /// Para oír lo que pide.
    pub fn oyente(&self) -> Oyente<'_> {
        let pluma =
            self.pluma.lock().unwrap_or_else(PoisonError::into_inner);
        Oyente::nuevo(self, pluma.is_some())
    }

    /// Lo que pide un cliente de Python. Si se le contesta ya, no hay orden para el juego.
    pub fn traducir(
        &self,
        valor: &Valor,
    ) -> Result<Option<Orden>, String> {
        let mut pluma =
            self.pluma.lock().unwrap_or_else(PoisonError::into_inner);
        match pluma.get_or_insert_default().del_cliente(valor)? {
            Traducida::Orden(orden) => Ok(Some(orden)),
            Traducida::Respuesta(bytes) => {
                if (&self.stream).write_all(&bytes).is_err() {
                    let _ = self.stream.shutdown(Shutdown::Both);
                }
                Ok(None)
            }
        }
    }

    /// Se despide y tira lo que aún llegue, un momento: cerrar con algo sin leer corta la conexión de golpe, y el
    /// cliente podría quedarse sin ver lo último que le dijimos.
    pub fn colgar(&self) {
        self.despedir();
        let limite = Instant::now() + TIC;
        let mut basura = [0; 4096];
        while Instant::now() < limite {
            match (&self.stream).read(&mut basura) {
                Ok(1..) => {}
                // Una señal lo ha despertado: aquí no ha pasado nada.
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                _ => return,
            }
        }
    }
}

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
