//! El mismo trabajo, de tres maneras y por la misma red mala: enviar unos mensajes numerados, uno detrás de otro, y
//! esperar el eco de cada uno.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};
use redes::fallas::{Azar, Cadena, Cuando, Datagrama, Demorar, Desordenar, Perder, Trozo};

use crate::eco_en_hilo::EcoUdp;
use crate::ingenuo;
use crate::intermediario::Intermediario;
use crate::preguntar::{Cliente, Trato};
use crate::reenviar::Reenviar;
use crate::tcp_servidor::devolver_eco;

/// Lo primero que espera un eco quien espera con plazo, y lo que tarda en repetirse una pérdida en la emulación de TCP.
pub const PLAZO: Duration = Duration::from_millis(20);
/// Las esperas se doblan hasta aquí.
const TOPE: Duration = Duration::from_millis(80);
/// Lo que se retrasa un datagrama que se desordena: más que el plazo, para que llegue cuando ya no se le espera.
const RETRASO: Duration = Duration::from_millis(30);
/// De cada cuántas respuestas se retrasa una, cuando hay desorden.
pub const DESORDEN: u64 = 20;

/// Cómo se hace el trabajo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manera {
    UdpASecas,
    UdpConReintentos,
    Tcp,
}

impl Manera {
    pub const TODAS: [Self; 3] = [Self::UdpASecas, Self::UdpConReintentos, Self::Tcp];

    pub fn nombre(self) -> &'static str {
        match self {
            Self::UdpASecas => "UDP a secas",
            Self::UdpConReintentos => "UDP con reintentos",
            Self::Tcp => "TCP",
        }
    }
}

/// Por qué red se hace.
#[derive(Debug, Clone, Copy)]
pub struct Pista {
    pub mensajes: u32,
    /// Qué fracción se pierde en cada sentido.
    pub perdida: f64,
    pub desorden: bool,
    pub semilla: u64,
}

/// Lo que ha salido.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marca {
    /// Mensajes a los que llegó una respuesta, fuera la suya o no.
    pub contestados: u32,
    /// Los que recibieron justo su eco.
    pub en_orden: u32,
    pub tiempo: Duration,
    /// Los que vio pasar el intermediario, ida y vuelta, con las copias y sin cabeceras de IP, UDP ni TCP.
    pub bytes: u64,
}

impl Pista {
    /// Hace el trabajo de esa manera.
    ///
    /// # Errors
    /// Si este ordenador no deja abrir sockets o TCP falla.
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

/// `mensaje 00042\n`: todos miden lo mismo.
fn mensaje(numero: u32) -> Vec<u8> {
    format!("mensaje {numero:05}\n").into_bytes()
}

/// El cliente ingenuo, con un plazo para que no se quede esperando: lo que llegue antes es su respuesta.
fn a_secas(servidor: SocketAddr, mensajes: u32) -> io::Result<Marca> {
    let socket = UdpSocket::bind(("127.0.0.1", 0))?;
    socket.set_read_timeout(Some(PLAZO))?;
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        if let Ok(respuesta) = ingenuo::preguntar(&socket, servidor, &mensaje(numero)) {
            marca.contestados += 1;
            marca.en_orden += u32::from(respuesta == mensaje(numero));
        }
    }
    Ok(marca)
}

/// El cliente de la lección, con su número de petición.
fn con_reintentos(servidor: SocketAddr, mensajes: u32) -> Marca {
    let trato = Trato { plazo: PLAZO, tope: TOPE, intentos: 40, numerada: true, conectado: false };
    let mut cliente = Cliente::nuevo(servidor, trato);
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        if let Ok(eco) = cliente.preguntar(&mensaje(numero), |_| ()) {
            marca.contestados += 1;
            marca.en_orden += u32::from(eco.mensaje == mensaje(numero));
        }
    }
    marca
}

fn por_tcp(servidor: SocketAddr, mensajes: u32) -> io::Result<Marca> {
    let mut stream = TcpStream::connect(servidor)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_nodelay(true)?;
    let mut marca = Marca::default();
    for numero in 1..=mensajes {
        let mut eco = mensaje(0);
        stream.write_all(&mensaje(numero))?;
        stream.read_exact(&mut eco)?;
        marca.contestados += 1;
        marca.en_orden += u32::from(eco == mensaje(numero));
    }
    Ok(marca)
}
