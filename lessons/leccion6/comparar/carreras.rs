//! Las carreras: el mismo trabajo, de una manera o de otra, por la misma red mala.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};
use redes::fallas::{Azar, Cadena, Cuando, Datagrama, Demorar, Desordenar, Perder, Trozo};

use crate::comparar::corredores::{PLAZO, TOPE, a_secas, con_reintentos, por_tcp};
use crate::comparar::marca::{Manera, Marca};
use crate::red_mala::intermediario::Intermediario;
use crate::red_mala::reenviar::Reenviar;
use crate::tcp::servidor::devolver_eco;
use crate::udp::eco_en_hilo::EcoUdp;

/// Lo que se retrasa un datagrama que se desordena: más que el plazo, para que llegue cuando ya no se le espera.
const RETRASO: Duration = Duration::from_millis(30);
/// De cada cuántas respuestas se retrasa una, cuando hay desorden.
pub const DESORDEN: u64 = 20;

/// Por qué red se hace.
#[derive(Debug, Clone, Copy)]
pub struct Pista {
    pub mensajes: u32,
    /// Qué fracción se pierde en cada sentido.
    pub perdida: f64,
    pub desorden: bool,
    pub semilla: u64,
}

impl Pista {
    /// Hace el trabajo de esa manera.
    pub fn correr(&self, manera: Manera) -> Resultado<Marca> {
        let carrera = match manera {
            Manera::UdpASecas => self.udp(|direccion| a_secas(direccion, self.mensajes)),
            Manera::UdpConReintentos => self.udp(|direccion| Ok(con_reintentos(direccion, self.mensajes))),
            Manera::Tcp => self.tcp(),
        };
        carrera.map_err(|error| Fallo::de_sistema(format!("no ha salido la prueba de {}", manera.nombre()), error))
    }

    fn udp(&self, correr: impl FnOnce(SocketAddr) -> io::Result<Marca>) -> io::Result<Marca> {
        let (servidor, _eco) = EcoUdp::abrir()?;
        let red = Intermediario::udp(servidor, self.red(0), self.red(1), None)?;
        let inicio = Instant::now();
        let marca = correr(red.direccion)?;
        Ok(Marca { tiempo: inicio.elapsed(), bytes: red.bytes(), ..marca })
    }

    /// Lo que les pasa a los datagramas de un sentido.
    fn red(&self, sentido: u64) -> Cadena<Datagrama> {
        let red = Cadena::nueva().con(Perder::nueva(self.pierde(sentido)));
        let desorden = if self.desorden && sentido == 1 { Cuando::cada(DESORDEN) } else { Cuando::nunca() };
        red.con(Desordenar::nueva(desorden, 1, RETRASO))
    }

    /// Cada sentido tiene su sorteo, pero los dos salen de la misma semilla.
    fn pierde(&self, sentido: u64) -> Cuando {
        let mut azar = Azar::nuevo(self.semilla);
        let semilla = (0..=sentido).map(|_| azar.siguiente()).last().unwrap_or_default();
        Cuando::al_azar(self.perdida, semilla)
    }

    fn tcp(&self) -> io::Result<Marca> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let servidor = listener.local_addr()?;
        thread::spawn(move || listener.accept().and_then(|(stream, _)| devolver_eco(&stream)));
        let repetidos = Arc::new(AtomicU64::new(0));
        let sentido = |cual| -> Cadena<Trozo> {
            Cadena::nueva().con(Reenviar::nueva(self.pierde(cual), PLAZO, TOPE, Arc::clone(&repetidos)))
        };
        let desorden = if self.desorden { Cuando::cada(DESORDEN) } else { Cuando::nunca() };
        let red = Intermediario::tcp(servidor, sentido(0), sentido(1).con(Demorar::nueva(desorden, RETRASO)))?;
        let inicio = Instant::now();
        let marca = por_tcp(red.direccion, self.mensajes)?;
        let bytes = red.bytes() + repetidos.load(Ordering::SeqCst);
        Ok(Marca { tiempo: inicio.elapsed(), bytes, ..marca })
    }
}
