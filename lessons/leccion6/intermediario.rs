//! Una red mala, en este mismo ordenador: se pone entre el cliente y el servidor, y les aplica las fallas que se le den.
//!
//! Las fallas deciden (son máquinas puras, de `redes::fallas`); aquí están los sockets, los hilos y el reloj. Sirve a un
//! solo cliente: el primero que escribe.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use redes::cable::{Cable, Lado, Muestra, Parada, Suceso};
use redes::fallas::{Datagrama, Falla, Trozo};

use crate::datagramas::{BUFER, Recibido, bufer_para, recibir};

/// Cada cuánto se mira si hay que parar o si algo retenido ya puede salir.
const LATIDO: Duration = Duration::from_millis(5);

/// Un intermediario en marcha. Al soltarlo, se para.
pub struct Intermediario {
    pub direccion: SocketAddr,
    bytes: Arc<AtomicU64>,
    parada: Parada,
    hilos: Vec<JoinHandle<()>>,
}

impl Intermediario {
    /// Entre un cliente y un servidor UDP: `ida` es lo que le pasa a lo que va al servidor, y `vuelta`, a lo que viene.
    pub fn udp(
        servidor: SocketAddr,
        ida: impl Falla<Datagrama> + 'static,
        vuelta: impl Falla<Datagrama> + 'static,
        cable: Option<Cable>,
    ) -> io::Result<Self> {
        let fuera = Arc::new(UdpSocket::bind(("127.0.0.1", 0))?);
        let dentro = Arc::new(UdpSocket::bind(("127.0.0.1", 0))?);
        let (direccion, cliente) = (fuera.local_addr()?, Arc::new(OnceLock::new()));
        let sentido = |lado, desde: &Arc<UdpSocket>, hacia: &Arc<UdpSocket>| Sentido {
            lado,
            desde: Arc::clone(desde),
            hacia: Arc::clone(hacia),
            servidor,
            cliente: Arc::clone(&cliente),
            cable: cable.clone(),
        };
        let (va, viene) = (sentido(Lado::Cliente, &fuera, &dentro), sentido(Lado::Servidor, &dentro, &fuera));
        let mut este = Self::vacio(direccion);
        este.hilo(move |bytes, parada| va.pasar(ida, bytes, parada));
        este.hilo(move |bytes, parada| viene.pasar(vuelta, bytes, parada));
        Ok(este)
    }

    /// Entre un cliente y un servidor TCP. No ve segmentos, sino trozos: lo que dé cada lectura.
    pub fn tcp(
        servidor: SocketAddr,
        ida: impl Falla<Trozo> + 'static,
        vuelta: impl Falla<Trozo> + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let mut este = Self::vacio(listener.local_addr()?);
        este.hilo(move |bytes, parada| {
            let unir = || -> io::Result<()> {
                let (cliente, _) = listener.accept()?;
                let servidor = TcpStream::connect(servidor)?;
                thread::scope(|hilos| {
                    hilos.spawn(|| fluir(&cliente, &servidor, ida, bytes, parada));
                    fluir(&servidor, &cliente, vuelta, bytes, parada);
                });
                Ok(())
            };
            // Si no se puede unir, el cliente verá que se le cierra.
            let _ = unir();
        });
        Ok(este)
    }

    /// Cuántos bytes le han llegado, de los dos lados. También cuentan los que después ha perdido.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }

    fn vacio(direccion: SocketAddr) -> Self {
        Self { direccion, bytes: Arc::default(), parada: Parada::default(), hilos: Vec::new() }
    }

    fn hilo(&mut self, trabajo: impl FnOnce(&AtomicU64, &Parada) + Send + 'static) {
        let (bytes, parada) = (Arc::clone(&self.bytes), self.parada.clone());
        self.hilos.push(thread::spawn(move || trabajo(&bytes, &parada)));
    }
}

impl Drop for Intermediario {
    fn drop(&mut self) {
        self.parada.parar();
        // Si aún esperaba una llamada, esta lo despierta.
        let _ = TcpStream::connect_timeout(&self.direccion, LATIDO);
        for hilo in self.hilos.drain(..) {
            let _ = hilo.join();
        }
    }
}

/// Uno de los dos sentidos de una conversación por UDP.
struct Sentido {
    /// De quién es lo que pasa por aquí.
    lado: Lado,
    desde: Arc<UdpSocket>,
    hacia: Arc<UdpSocket>,
    servidor: SocketAddr,
    cliente: Arc<OnceLock<SocketAddr>>,
    cable: Option<Cable>,
}

impl Sentido {
    fn pasar(&self, mut falla: impl Falla<Datagrama>, bytes: &AtomicU64, parada: &Parada) {
        let inicio = Instant::now();
        let mut bufer = bufer_para(BUFER);
        let mut salen = Vec::new();
        while !parada.pedida() {
            falla.soltar(inicio.elapsed(), &mut salen);
            self.entregar(&mut salen);
            let queda = falla.proxima().map_or(LATIDO, |hora| hora.saturating_sub(inicio.elapsed()));
            let _ = self.desde.set_read_timeout(Some(queda.clamp(Duration::from_millis(1), LATIDO)));
            let Ok(Recibido::Datagrama(n, de)) = recibir(&self.desde, &mut bufer) else { continue };
            if !self.es_suyo(de) {
                continue;
            }
            bytes.fetch_add(n as u64, Ordering::SeqCst);
            self.anotar(Suceso::Envia(Muestra::de(&bufer[..n])));
            falla.pasar(bufer[..n].to_vec(), inicio.elapsed(), &mut salen);
            match (salen.len(), falla.proxima()) {
                (0, None) => self.nota("este se pierde"),
                (0, Some(_)) => self.nota("este se retrasa"),
                (1, _) => {}
                (copias, _) => self.nota(&format!("llegan {copias}")),
            }
            self.entregar(&mut salen);
        }
    }

    /// ¿Viene de quien tiene que venir?
    fn es_suyo(&self, de: SocketAddr) -> bool {
        match self.lado {
            Lado::Cliente => *self.cliente.get_or_init(|| de) == de,
            Lado::Servidor => de == self.servidor,
        }
    }

    fn entregar(&self, salen: &mut Vec<Datagrama>) {
        let destino = match self.lado {
            Lado::Cliente => Some(&self.servidor),
            Lado::Servidor => self.cliente.get(),
        };
        for datagrama in salen.drain(..) {
            // Si no llega a enviarse, se ha perdido: es lo que hace una red.
            let _ = destino.map(|destino| self.hacia.send_to(&datagrama, destino));
        }
    }

    fn nota(&self, texto: &str) {
        self.anotar(Suceso::Nota(texto.to_string()));
    }

    fn anotar(&self, suceso: Suceso) {
        if let Some(cable) = &self.cable {
            cable.anotar(self.lado, suceso);
        }
    }
}

/// Pasa los bytes de `desde` a `hacia`, con la falla por medio, hasta la despedida.
fn fluir(
    mut desde: &TcpStream,
    mut hacia: &TcpStream,
    mut falla: impl Falla<Trozo>,
    bytes: &AtomicU64,
    parada: &Parada,
) {
    let _ = (desde.set_read_timeout(Some(LATIDO)), hacia.set_nodelay(true));
    let inicio = Instant::now();
    let mut bufer = vec![0; 64 * 1024];
    let mut salen = Vec::new();
    while !parada.pedida() {
        // En un flujo nadie adelanta a nadie: mientras algo espera, lo de detrás puede esperar en el sistema.
        if let Some(hora) = falla.proxima() {
            thread::sleep(hora.saturating_sub(inicio.elapsed()));
            falla.soltar(inicio.elapsed(), &mut salen);
        } else {
            let trozo = match desde.read(&mut bufer) {
                Ok(0) => Trozo::Fin,
                Ok(n) => Trozo::Bytes(bufer[..n].to_vec()),
                Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => continue,
                Err(_) => Trozo::Corte,
            };
            if let Trozo::Bytes(trozo) = &trozo {
                bytes.fetch_add(trozo.len() as u64, Ordering::SeqCst);
            }
            falla.pasar(trozo, inicio.elapsed(), &mut salen);
        }
        for trozo in salen.drain(..) {
            let entregado = match trozo {
                Trozo::Bytes(bytes) => hacia.write_all(&bytes),
                Trozo::Fin => return drop(hacia.shutdown(Shutdown::Write)),
                Trozo::Corte => Err(io::ErrorKind::ConnectionReset.into()),
            };
            if entregado.is_err() {
                let _ = (desde.shutdown(Shutdown::Both), hacia.shutdown(Shutdown::Both));
                return;
            }
        }
    }
}
