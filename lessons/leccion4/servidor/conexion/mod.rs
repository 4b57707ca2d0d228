//! La conexión con un jugador: de un lado, lo que pide; del otro, lo que hay que decirle.
//!
//! - `decir.rs`: decirle algo, sin que nos pueda detener.
//! - `leer.rs`: leer lo que envía, y colgarle con educación.
//! - `python.rs`: entender lo que pide un cliente de Python.

mod decir;
mod leer;
mod python;

use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};

use crate::protocolo::eleccion::Protocolo;
use crate::protocolo::mensajes::Aviso;
use crate::protocolo::python::traductor::Traductor;

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
    /// Se le ha pasado la hora de unirse, y ya se ha mirado si tenía algo enviado.
    ultima_mirada: AtomicBool,
}

impl Conexion {
    /// Con sus plazos puestos. La comparten el hilo del jugador y el presentador.
    ///
    /// # Errors
    /// Si la conexión ya no admite que se le pongan plazos: es que ha muerto.
    pub fn nueva(
        stream: TcpStream,
        cliente: SocketAddr,
        protocolo: Protocolo,
    ) -> io::Result<Arc<Self>> {
        stream.set_read_timeout(Some(TIC))?;
        stream.set_write_timeout(Some(PLAZO_DE_ESCRITURA))?;
        // Un mensaje pequeño sale ya, sin esperar a juntarse con otro (algoritmo de Nagle).
        stream.set_nodelay(true)?;
        SockRef::from(&stream).set_tcp_keepalive(
            &TcpKeepalive::new().with_time(COMPROBAR),
        )?;
        let traductor =
            (protocolo == Protocolo::Python).then(Traductor::default);
        Ok(Arc::new(Self {
            stream,
            cliente,
            desde: Instant::now(),
            pluma: Mutex::new(traductor),
            unido: AtomicBool::new(false),
            despedido: AtomicBool::new(false),
            ultima_mirada: AtomicBool::new(false),
        }))
    }

    /// «No te enviaré nada más». Lo que ya se le ha enviado, le llega.
    pub fn despedir(&self) {
        self.despedido.store(true, Ordering::Relaxed);
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// No habrá más partidas: se le dice, y se le despide.
    pub fn cerrar(&self) {
        self.decir(&Aviso::Error {
            motivo: "no hay más partidas: el servidor se despide"
                .to_string(),
        });
        self.despedir();
    }

    pub fn despedido(&self) -> bool {
        self.despedido.load(Ordering::Relaxed)
    }

    fn apuntar_si_se_une(&self, aviso: &Aviso) {
        if matches!(
            aviso,
            Aviso::Bienvenida { .. } | Aviso::EnCola { .. }
        ) {
            self.unido.store(true, Ordering::Relaxed);
        }
    }

    /// Ha conectado, y no acaba de unirse.
    pub fn se_retrasa(&self) -> bool {
        !self.unido.load(Ordering::Relaxed)
            && self.desde.elapsed() > PACIENCIA
    }
}
