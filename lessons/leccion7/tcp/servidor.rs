//! El servidor de ficheros por TCP: varios a la vez, cada uno en su hilo y en su fichero.
//!
//! No sabe qué se dice en cada conexión: eso lo hace quien le den ([`recibir`](super::recibir) o el de Python).

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use redes::consola;
use redes::errores::{Fallo, Resultado};
use redes::red::{Servicio, despedirse};

use super::relato::Problema;
use crate::fichero::destino::Destino;
use crate::fichero::veredicto::Veredicto;

/// Transferencias a la vez. Cada una ocupa un búfer: con 16 son 4 MiB, y los demás esperan en la cola del sistema.
const A_LA_VEZ: usize = 16;

/// Lo que se deja terminar de hablar a quien recibe una mala noticia.
const DESPEDIDA: Duration = Duration::from_secs(3);

/// Lo que se dice en una conexión. Devuelve qué contar.
pub type Conversacion = fn(&TcpStream, SocketAddr, &Servidor) -> Result<String, Problema>;

/// Lo que comparten los hilos.
#[derive(Debug)]
pub struct Servidor {
    pub destino: Destino,
    /// Cuánto puede callar quien envía.
    pub silencio: Duration,
    clientes: Option<u64>,
    /// Transferencias empezadas. Con `--clientes N`, la N+1 ya no se admite: así no se deja ninguna a medias al salir.
    admitidas: AtomicU64,
}

impl Servidor {
    pub fn nuevo(destino: Destino, clientes: Option<u64>, silencio: Duration) -> Self {
        Self { destino, silencio, clientes, admitidas: 0.into() }
    }

    /// ¿Puede empezar una transferencia más?
    pub fn admitir(&self) -> bool {
        let antes = self.admitidas.fetch_add(1, Relaxed);
        self.clientes.is_none_or(|clientes| antes < clientes)
    }

    /// Atiende transferencias hasta que se interrumpe el programa o se cumple `--clientes`; entonces, es un fallo que alguna
    /// no haya ido bien.
    pub fn servir(self, listener: TcpListener, conversacion: Conversacion) -> Resultado {
        let (clientes, (avisa, avisos)) = (self.clientes, mpsc::channel());
        thread::spawn(move || {
            Servicio::con_aforo(A_LA_VEZ).servir(&listener, |stream, cliente| {
                if let Some(bien) = self.atender(&stream, cliente, conversacion) {
                    let _ = avisa.send(bien);
                }
            });
        });
        let (mut terminadas, mut fallidas) = (0, 0);
        for bien in avisos {
            terminadas += 1;
            fallidas += u64::from(!bien);
            if clientes == Some(terminadas) {
                break;
            }
        }
        match (fallidas, terminadas) {
            (0, _) => Ok(()),
            (_, 1) => Err(Fallo::nuevo("el fichero no se ha podido recibir")),
            _ => Err(Fallo::nuevo(format!("no se han podido recibir {fallidas} de {terminadas} ficheros"))),
        }
    }

    /// Una conexión. `None` si no llegó a empezar ninguna transferencia.
    fn atender(&self, stream: &TcpStream, cliente: SocketAddr, conversacion: Conversacion) -> Option<bool> {
        let plazo = Some(self.silencio);
        let _ = stream.set_read_timeout(plazo).and(stream.set_write_timeout(plazo));
        match conversacion(stream, cliente, self) {
            Ok(linea) => consola::narrar(&format!("{cliente}: {linea}")),
            Err(Problema::NoEmpieza(que)) => {
                consola::lamentar(&format!("{cliente}: {que}"));
                return None;
            }
            Err(Problema::AMedias(que)) => {
                consola::lamentar(&format!("{cliente}: {que}; no guardo nada"));
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Da una mala noticia y se asegura de que llega antes de colgar.
pub fn despedir(mut stream: &TcpStream, veredicto: Veredicto) {
    let _ = stream.write_all(&[veredicto.en_byte()]);
    despedirse(stream, DESPEDIDA);
}
