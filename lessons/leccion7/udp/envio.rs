//! Un fichero que sale por un socket UDP: lo que comparten quien envía a ciegas y quien espera acuses.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::Fallo;

use super::datagrama::{Datagrama, Mensaje};
use super::ficha::Ficha;
use super::perdida::Perdida;
use super::socket::{self, es_silencio};
use super::trozos::Trozos;
use crate::fichero::origen::Origen;
use crate::fichero::veredicto::Veredicto;
use crate::pantalla::barra_de_bytes::Barra;

/// Lo que se espera un acuse antes de volver a mirar el reloj.
const LATIDO: Duration = Duration::from_millis(10);

/// Cómo se envía.
#[derive(Debug, Clone, Copy)]
pub struct Ritmo {
    pub pausa: Duration,
    /// Trozos que puede haber en camino sin confirmar; ninguno, si no se van a escuchar acuses.
    pub en_camino: u32,
    /// Cuánto se espera turno si el servidor está ocupado.
    pub espera: Duration,
    pub perdida: Perdida,
}

/// Cómo ha ido un envío.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cuenta {
    pub total: u32,
    pub confirmados: u32,
    /// Trozos enviados, contando los repetidos.
    pub enviados: u32,
    /// Los que se han perdido a propósito.
    pub perdidos: u32,
    pub duracion: Duration,
}

/// Por qué no ha llegado.
#[derive(Debug)]
pub enum Problema {
    NadieEscucha(Cuenta),
    NoContesta(Cuenta),
    Ocupado,
    Rechazado(Veredicto),
    Fichero(Fallo),
    Sistema(io::Error),
}

/// Un socket UDP «conectado» y el fichero que se envía por él.
pub struct Envio<'a> {
    pub ficha: Ficha,
    pub ritmo: Ritmo,
    socket: UdpSocket,
    transferencia: u64,
    nombre: &'a str,
    trozos: Trozos<'a>,
    pub(crate) inicio: Instant,
    perdidos: u32,
    salida: Vec<u8>,
    pub barra: Barra,
}

impl<'a> Envio<'a> {
    /// Prepara un envío a `destino`.
    pub fn hacia(destino: SocketAddr, origen: &'a mut Origen, ritmo: Ritmo) -> io::Result<Self> {
        let socket = socket::conectado(destino)?;
        socket.set_read_timeout(Some(LATIDO))?;
        let ficha = Ficha { tamano: origen.tamano, suma: origen.suma };
        Ok(Self {
            ficha,
            ritmo,
            socket,
            transferencia: socket::transferencia_nueva(),
            nombre: &origen.nombre,
            trozos: Trozos::de(&mut origen.fichero, ficha),
            inicio: Instant::now(),
            perdidos: 0,
            salida: Vec::new(),
            barra: Barra::nueva(ficha.tamano),
        })
    }

    pub fn ahora(&self) -> Duration {
        self.inicio.elapsed()
    }

    pub fn cuenta(&self, confirmados: u32, enviados: u32) -> Cuenta {
        let (total, perdidos, duracion) = (self.ficha.trozos(), self.perdidos, self.ahora());
        Cuenta { total, confirmados, enviados, perdidos, duracion }
    }

    pub fn anunciar(&mut self, envio: u32, pide_acuse: bool) -> Result<(), Problema> {
        let nombre = self.nombre;
        self.enviar(envio, pide_acuse, Mensaje::Anuncio { nombre })
    }

    /// Lee el trozo `numero` del disco y lo envía.
    pub fn enviar_trozo(&mut self, numero: u32, envio: u32, pide_acuse: bool) -> Result<(), Problema> {
        let datos = self.trozos.leer(numero).map_err(Problema::Fichero)?;
        thread::sleep(self.ritmo.pausa);
        self.enviar(envio, pide_acuse, Mensaje::Trozo { numero, datos: &datos })
    }

    /// «No enviaré más.»
    pub fn despedirse(&mut self, envio: u32) -> Result<(), Problema> {
        self.enviar(envio, false, Mensaje::Fin)
    }

    fn enviar(&mut self, envio: u32, pide_acuse: bool, mensaje: Mensaje) -> Result<(), Problema> {
        if self.ritmo.perdida.toca(envio) {
            self.perdidos += 1;
            return Ok(());
        }
        let sin_acuses = self.ritmo.en_camino == 0;
        let (transferencia, ficha) = (self.transferencia, self.ficha);
        Datagrama { transferencia, ficha, envio, pide_acuse, sin_acuses, mensaje }.codificar(&mut self.salida);
        socket::enviar(&self.socket, &self.salida).map_err(Problema::Sistema)
    }

    /// Con `true`, [`Envio::recibir`] nunca espera.
    pub fn sin_esperas(&self, si: bool) -> Result<(), Problema> {
        self.socket.set_nonblocking(si).map_err(Problema::Sistema)
    }

    /// Lo que conteste el receptor a esta transferencia, si llega a tiempo.
    pub fn recibir<'b>(&self, buffer: &'b mut [u8]) -> Result<Option<Mensaje<'b>>, Problema> {
        match self.socket.recv(buffer) {
            Ok(n) => Ok(Datagrama::descodificar(&buffer[..n])
                .filter(|respuesta| respuesta.transferencia == self.transferencia)
                .map(|respuesta| respuesta.mensaje)),
            Err(error) if es_silencio(&error) => Ok(None),
            Err(error) => Err(Problema::Sistema(error)),
        }
    }
}
