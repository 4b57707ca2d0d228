//! El puente: se pone en medio de una conexión TCP y apunta lo que cruza, sin cambiarlo.
//!
//! Lo que recibe de un lado lo entrega al otro en el mismo orden. El FIN de un lado llega al otro como FIN (y el
//! otro sentido sigue abierto), y el RST, como RST. Ninguna espera es eterna: cada lectura y cada escritura se
//! interrumpen un momento para mirar si hay que parar.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use crate::red::es_plazo;

use socket2::SockRef;

use super::transcripcion::{Cable, Lado, Suceso};

/// Cada cuánto se mira si hay que parar.
const LATIDO: Duration = Duration::from_millis(20);
/// Cuánto puede durar un silencio antes de dar la conexión por perdida.
const SILENCIO: Duration = Duration::from_secs(60);
/// Cuánto se espera a que el destino descuelgue.
const CONECTAR: Duration = Duration::from_secs(5);
/// Lo que se pasa de una vez, como mucho.
const BUFFER: usize = 64 * 1024;

/// Una señal para que los puentes que la comparten terminen ya. Se puede clonar y dar desde cualquier hilo.
#[derive(Debug, Clone, Default)]
pub struct Parada(Arc<AtomicBool>);

impl Parada {
    /// Da la señal.
    pub fn parar(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// ¿Se ha dado ya?
    #[must_use]
    pub fn pedida(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Un intermediario TCP: escucha en una dirección, llama a otra por cada cliente y pasa los bytes en los dos
/// sentidos, apuntándolos. Pasa también los cierres: el FIN de un lado llega al otro como FIN, y el RST como RST.
#[derive(Debug)]
pub struct Puente {
    listener: TcpListener,
    destino: SocketAddr,
    parada: Parada,
}

impl Puente {
    /// Prepara un puente que escucha en `listener` y llama a `destino`.
    #[must_use]
    pub fn nuevo(listener: TcpListener, destino: SocketAddr) -> Self {
        Self { listener, destino, parada: Parada::default() }
    }

    /// La señal que detiene este puente: deja de esperar clientes y corta la conexión que esté pasando.
    #[must_use]
    pub fn parada(&self) -> Parada {
        self.parada.clone()
    }

    /// Espera un cliente y pasa sus bytes hasta que los dos sentidos terminan. Devuelve de dónde venía.
    ///
    /// # Errors
    /// Si no puede aceptar al cliente, no puede llamar al destino, o se ha pedido parar antes de que llegue nadie.
    pub fn pasar_uno(&self, cable: &Cable) -> io::Result<SocketAddr> {
        let (cliente, direccion) = self.aceptar()?;
        let servidor = TcpStream::connect_timeout(&self.destino, CONECTAR)?;
        Self::unir(cliente, servidor, cable, &self.parada);
        Ok(direccion)
    }

    /// Pasa los bytes entre dos conexiones ya abiertas hasta que los dos sentidos terminan o se pide parar.
    pub fn unir(cliente: TcpStream, servidor: TcpStream, cable: &Cable, parada: &Parada) {
        // Sin esto, el sistema junta los envíos pequeños y el puente los retrasaría.
        let _ = (cliente.set_nodelay(true), servidor.set_nodelay(true));
        let vida = Vida::nueva();
        thread::scope(|hilos| {
            let ida = Sentido { de: &cliente, a: &servidor, lado: Lado::Cliente, cable, parada, vida: &vida };
            let vuelta = Sentido { de: &servidor, a: &cliente, lado: Lado::Servidor, cable, parada, vida: &vida };
            hilos.spawn(move || ida.pasar());
            vuelta.pasar();
        });
        if vida.rota() || parada.pedida() {
            // Con «linger» a cero, cerrar un socket no lo despide con FIN: lo corta con RST.
            for stream in [&cliente, &servidor] {
                let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
            }
        }
    }

    fn aceptar(&self) -> io::Result<(TcpStream, SocketAddr)> {
        self.listener.set_nonblocking(true)?;
        loop {
            match self.listener.accept() {
                Ok((cliente, direccion)) => {
                    // En algunos sistemas lo aceptado hereda el «no esperes» del listener.
                    cliente.set_nonblocking(false)?;
                    return Ok((cliente, direccion));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if se_pasa(&error) => {}
                Err(error) => return Err(error),
            }
            if self.parada.pedida() {
                return Err(ErrorKind::Interrupted.into());
            }
            thread::sleep(LATIDO / 4);
        }
    }
}

/// ¿Es un error del que se sale esperando? Un cliente que se va antes de ser aceptado, una señal.
fn se_pasa(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted)
}

/// ¿Es solo que aún no hay nada?
fn aun_nada(error: &io::Error) -> bool {
    es_plazo(error) || error.kind() == ErrorKind::Interrupted
}

/// Lo que los dos sentidos saben el uno del otro.
#[derive(Debug)]
struct Vida {
    /// La conexión se ha roto. Se apunta una sola vez, la vea quien la vea.
    rota: AtomicBool,
    /// Qué lados (cliente, servidor) ya no enviarán más.
    callados: [AtomicBool; 2],
    /// Cuántas veces se ha mirado, desde que cruzó algo por última vez, y no había nada. Se cuentan miradas y no segundos: tras
    /// una suspensión (un portátil cerrado) ha pasado el tiempo, pero lo que se esperaba puede estar ya en la cola.
    miradas: AtomicU32,
}

impl Vida {
    fn nueva() -> Self {
        Self { rota: AtomicBool::new(false), callados: Default::default(), miradas: AtomicU32::new(0) }
    }

    fn rota(&self) -> bool {
        self.rota.load(Ordering::SeqCst)
    }

    fn late(&self) {
        self.miradas.store(0, Ordering::SeqCst);
    }

    /// El sentido de ese lado ha mirado durante un latido y no ha cruzado nada. Si el otro ya ha terminado, vale por los dos.
    fn calla(&self, lado: Lado) {
        let solo = self.callados[lado.otro() as usize].load(Ordering::SeqCst);
        self.miradas.fetch_add(if solo { 2 } else { 1 }, Ordering::SeqCst);
    }

    fn en_silencio(&self) -> bool {
        LATIDO / 2 * self.miradas.load(Ordering::SeqCst) >= SILENCIO
    }
}

/// Uno de los dos sentidos de la conexión.
struct Sentido<'a> {
    de: &'a TcpStream,
    a: &'a TcpStream,
    /// El lado del que salen los bytes.
    lado: Lado,
    cable: &'a Cable,
    parada: &'a Parada,
    vida: &'a Vida,
}

impl Sentido<'_> {
    /// Pasa bytes hasta el FIN, la ruptura o la parada.
    fn pasar(&self) {
        let _ = self.de.set_read_timeout(Some(LATIDO));
        let _ = self.a.set_write_timeout(Some(LATIDO));
        let mut buffer = vec![0; BUFFER];
        while self.sigue() {
            let mut de = self.de;
            match de.read(&mut buffer) {
                Ok(0) => return self.despedir(),
                Ok(leidos) => {
                    self.vida.late();
                    self.cable.anotar_de_paso(self.lado, &buffer[..leidos]);
                    self.entregar(&buffer[..leidos]);
                }
                Err(error) if aun_nada(&error) => {
                    self.vida.calla(self.lado);
                    self.mirar_el_destino();
                }
                Err(_) => self.romper(self.lado),
            }
        }
    }

    /// El FIN de un lado llega al otro como FIN; el otro sentido sigue abierto.
    fn despedir(&self) {
        self.cable.anotar(self.lado, Suceso::Cierra);
        self.vida.callados[self.lado as usize].store(true, Ordering::SeqCst);
        let _ = self.a.shutdown(Shutdown::Write);
    }

    /// Entrega todo al otro lado, aunque lea despacio.
    fn entregar(&self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.sigue() {
            let mut a = self.a;
            match a.write(bytes) {
                Ok(escritos) => {
                    self.vida.late();
                    bytes = &bytes[escritos..];
                }
                Err(error) if aun_nada(&error) => self.vida.calla(self.lado),
                Err(_) => self.romper(self.lado.otro()),
            }
        }
    }

    fn sigue(&self) -> bool {
        !self.vida.rota() && !self.parada.pedida() && !self.vida.en_silencio()
    }

    /// Quien ya se ha despedido puede cortar después, y como nadie lee ya de él, nadie más se entera.
    /// (Si aún no se ha despedido, el otro sentido está leyendo de él y verá el corte; aquí se lo quitaríamos.)
    fn mirar_el_destino(&self) {
        let destino = self.lado.otro();
        if self.vida.callados[destino as usize].load(Ordering::SeqCst) && matches!(self.a.take_error(), Ok(Some(_))) {
            self.romper(destino);
        }
    }

    /// Apunta quién ha cortado, una sola vez, y avisa al otro sentido.
    fn romper(&self, quien: Lado) {
        if !self.vida.rota.swap(true, Ordering::SeqCst) {
            self.cable.anotar(quien, Suceso::Corta);
        }
    }
}

#[cfg(test)]
mod pruebas;
