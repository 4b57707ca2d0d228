//! Una red mala, en este mismo ordenador: se pone entre el cliente y el servidor, y les aplica las fallas que se le den.
//!
//! Las fallas deciden (son máquinas puras, de `redes::fallas`); aquí están los sockets, los hilos y el reloj. Sirve a un
//! solo cliente: el primero que escribe.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

use redes::cable::{Cable, Lado, Parada};
use redes::fallas::{Datagrama, Falla, Trozo};

use super::latido::LATIDO;
use super::tcp::fluir;
use super::udp::Sentido;

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
