//! Enviar un fichero por UDP: a ciegas, como en la serie, o con números, acuses y ventana.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion7 -- udp cliente gatin.jpg --sin-fiabilidad
//! y después:                              cargo run --bin leccion7 -- udp cliente gatin.jpg --perder 20%
//!
//! Verás cuántos datagramas hacen falta y cuántos ha habido que repetir. Lo que decide qué enviar es el mismo
//! [`Emisor`] de los píxeles: aquí solo cambia de dónde salen los bytes.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::net::{SocketAddr, UdpSocket};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use redes::errores::Fallo;

use super::anuncio::Veredicto;
use super::barra::Barra;
use super::datagrama::{CARGA, Datagrama, Ficha, Mensaje};
use super::origen::{BUFFER, Origen};
use crate::pixeles::canal::{Perdida, es_rechazo, mezclar, sin_sitio};
use crate::pixeles::emisor::{Emisor, Paso};
use crate::pixeles::protocolo::Acuse;

/// Lo que se espera un acuse antes de volver a mirar el reloj.
const LATIDO: Duration = Duration::from_millis(10);

/// Entre intento e intento, mientras el servidor está con otro fichero.
const TURNO: Duration = Duration::from_millis(250);

/// Lo que se espera antes y después de una ráfaga a ciegas.
const RESPIRO: Duration = Duration::from_millis(20);

/// Lo más que se mira en la cola cuando el receptor ya no está: los acuses de una ventana y de sobra.
const COLA: usize = 1000;

/// Cómo se envía.
#[derive(Debug, Clone, Copy)]
pub struct Ritmo {
    pub pausa: Duration,
    pub ventana: u32,
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
    socket: UdpSocket,
    transferencia: u64,
    ficha: Ficha,
    nombre: &'a str,
    trozos: Trozos<'a>,
    ritmo: Ritmo,
    perdidos: u32,
    salida: Vec<u8>,
}

impl<'a> Envio<'a> {
    /// Prepara un envío a `destino`.
    ///
    /// # Errors
    /// Si el sistema no da un socket.
    pub fn hacia(destino: SocketAddr, origen: &'a mut Origen, ritmo: Ritmo) -> io::Result<Self> {
        let cualquiera: SocketAddr = if destino.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
        let socket = UdpSocket::bind(cualquiera)?;
        socket.connect(destino)?;
        socket.set_read_timeout(Some(LATIDO))?;
        let ahora = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
        let transferencia = mezclar(ahora ^ (u64::from(std::process::id()) << 32));
        let ficha = Ficha { tamano: origen.anuncio.tamano, suma: origen.anuncio.suma };
        let trozos = Trozos { lector: BufReader::with_capacity(BUFFER, &mut origen.fichero), ficha, posicion: 0 };
        let nombre = &origen.anuncio.nombre;
        Ok(Self { socket, transferencia, ficha, nombre, trozos, ritmo, perdidos: 0, salida: Vec::new() })
    }

    /// Envía con ventana y acuses: insiste hasta que el receptor dice que lo tiene guardado.
    ///
    /// # Errors
    /// Un [`Problema`] que dice hasta dónde se llegó.
    pub fn fiable(&mut self) -> Result<Cuenta, Problema> {
        let (total, inicio) = (self.ficha.trozos(), Instant::now());
        let Ritmo { ventana, pausa, espera, .. } = self.ritmo;
        let mut emisor = Emisor::nuevo(total, ventana, pausa, inicio.elapsed());
        let (mut ocupado_desde, mut barra) = (None, Barra::nueva(self.ficha.tamano));
        let cuenta = |emisor: &Emisor, perdidos| {
            let (confirmados, enviados) = emisor.cuentas();
            Cuenta { total, confirmados, enviados, perdidos, duracion: inicio.elapsed() }
        };
        loop {
            // ANCHOR: fiable
            let paso = emisor.siguiente(inicio.elapsed());
            let enviado = match paso {
                Paso::Anunciar { envio } => {
                    let nombre = self.nombre;
                    self.enviar(envio, true, Mensaje::Anuncio { nombre })
                }
                Paso::Enviar { numero, envio, pide_acuse } => {
                    let datos = self.trozos.leer(numero);
                    let datos = datos.map_err(Problema::Fichero)?;
                    let trozo = Mensaje::Trozo { numero, datos: &datos };
                    self.enviar(envio, pide_acuse, trozo)
                }
                Paso::Despedirse { envio } => self.enviar(envio, false, Mensaje::Fin),
                Paso::Esperar => Ok(()),
                Paso::Terminado => {
                    return Ok(cuenta(&emisor, self.perdidos));
                }
                Paso::Abandonar => {
                    let hasta = cuenta(&emisor, self.perdidos);
                    return Err(Problema::NoContesta(hasta));
                }
            };
            // ANCHOR_END: fiable
            let mut buffer = [0; 2048];
            let llegado = match enviado {
                Ok(()) if paso == Paso::Esperar => self.recibir(&mut buffer),
                Ok(()) => continue,
                Err(error) => Err(error),
            };
            match llegado {
                Ok(None) => {}
                Ok(Some(Mensaje::Acuse(acuse))) if acuse.base < total => emisor.llega(&acuse, inicio.elapsed()),
                Ok(Some(Mensaje::Veredicto(Veredicto::Guardado))) => {
                    emisor.llega(&Acuse { base: total, mayor_envio: 0, mapa: [0; 4] }, inicio.elapsed());
                }
                Ok(Some(Mensaje::Veredicto(otro))) => return Err(Problema::Rechazado(otro)),
                Ok(Some(Mensaje::Ocupado)) => {
                    let desde = *ocupado_desde.get_or_insert_with(|| {
                        eprintln!("El servidor está con otro fichero: espero turno…");
                        inicio.elapsed()
                    });
                    if inicio.elapsed() - desde > espera {
                        return Err(Problema::Ocupado);
                    }
                    emisor.posponer(inicio.elapsed(), TURNO);
                }
                Ok(Some(_)) => {}
                // Ya no escucha nadie. Si lo tenía todo, la despedida sobraba.
                Err(error) if es_rechazo(&error) => {
                    let hasta = cuenta(&emisor, self.perdidos);
                    return match self.ultima_palabra() {
                        Some(Veredicto::Guardado) => Ok(Cuenta { confirmados: total, ..hasta }),
                        Some(otro) => Err(Problema::Rechazado(otro)),
                        None if hasta.confirmados == total => Ok(hasta),
                        None => Err(Problema::NadieEscucha(hasta)),
                    };
                }
                Err(error) => return Err(Problema::Sistema(error)),
            }
            barra.van(u64::from(emisor.cuentas().0) * CARGA as u64);
        }
    }

    /// Envía a ciegas: lo que se pierda, perdido está.
    ///
    /// # Errors
    /// Si no escucha nadie, el servidor dice que no antes de empezar o falla el fichero.
    pub fn a_ciegas(&mut self) -> Result<Cuenta, Problema> {
        let (total, inicio) = (self.ficha.trozos(), Instant::now());
        let (mut enviados, mut barra) = (0, Barra::nueva(self.ficha.tamano));
        let resultado = self.rafaga(&mut enviados, &mut barra);
        let cuenta = Cuenta { total, confirmados: 0, enviados, perdidos: self.perdidos, duracion: inicio.elapsed() };
        match resultado {
            Ok(()) => Ok(cuenta),
            Err(Problema::Sistema(error)) if es_rechazo(&error) => Err(Problema::NadieEscucha(cuenta)),
            Err(otro) => Err(otro),
        }
    }

    fn rafaga(&mut self, enviados: &mut u32, barra: &mut Barra) -> Result<(), Problema> {
        let mut buffer = [0; 2048];
        let nombre = self.nombre;
        self.enviar(0, false, Mensaje::Anuncio { nombre }).map_err(Problema::Sistema)?;
        thread::sleep(RESPIRO);
        match self.recibir(&mut buffer).map_err(Problema::Sistema)? {
            Some(Mensaje::Ocupado) => return Err(Problema::Ocupado),
            Some(Mensaje::Veredicto(veredicto)) => return Err(Problema::Rechazado(veredicto)),
            _ => {}
        }
        let total = self.ficha.trozos();
        for numero in 0..total {
            let datos = self.trozos.leer(numero).map_err(Problema::Fichero)?;
            self.enviar(numero + 1, false, Mensaje::Trozo { numero, datos: &datos }).map_err(Problema::Sistema)?;
            *enviados += 1;
            barra.van(u64::from(*enviados) * CARGA as u64);
        }
        // Justo detrás de la ráfaga la cola del receptor suele estar llena, y el «fin» sería el primero en perderse.
        thread::sleep(RESPIRO);
        self.enviar(total + 1, false, Mensaje::Fin).map_err(Problema::Sistema)
    }

    fn enviar(&mut self, envio: u32, pide_acuse: bool, mensaje: Mensaje) -> io::Result<()> {
        if matches!(mensaje, Mensaje::Trozo { .. }) {
            thread::sleep(self.ritmo.pausa);
        }
        if self.ritmo.perdida.toca(envio) {
            self.perdidos += 1;
            return Ok(());
        }
        let sin_acuses = self.ritmo.ventana == 0;
        let (transferencia, ficha) = (self.transferencia, self.ficha);
        Datagrama { transferencia, ficha, envio, pide_acuse, sin_acuses, mensaje }.codificar(&mut self.salida);
        match self.socket.send(&self.salida) {
            Err(error) if sin_sitio(&error) => Ok(()), // es como si se hubiera perdido
            otro => otro.map(drop),
        }
    }

    /// El veredicto, si ya había llegado: el aviso de que nadie escucha se adelanta a lo que espera en la cola.
    fn ultima_palabra(&self) -> Option<Veredicto> {
        let mut buffer = [0; 2048];
        // Cada envío en camino puede traer su aviso: se apartan unos cuantos, y no más.
        for _ in 0..COLA {
            match self.recibir(&mut buffer) {
                Ok(Some(Mensaje::Veredicto(veredicto))) => return Some(veredicto),
                Ok(None) => return None,
                Ok(Some(_)) | Err(_) => {}
            }
        }
        None
    }

    /// Lo que conteste el receptor a esta transferencia, si llega a tiempo.
    fn recibir<'b>(&self, buffer: &'b mut [u8]) -> io::Result<Option<Mensaje<'b>>> {
        match self.socket.recv(buffer) {
            Ok(n) => Ok(Datagrama::descodificar(&buffer[..n])
                .filter(|respuesta| respuesta.transferencia == self.transferencia)
                .map(|respuesta| respuesta.mensaje)),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => Ok(None),
                _ => Err(error),
            },
        }
    }
}

/// Los trozos del fichero, sin tenerlo en memoria. Casi siempre se piden seguidos; los repetidos están un poco atrás.
struct Trozos<'a> {
    lector: BufReader<&'a mut File>,
    ficha: Ficha,
    posicion: u64,
}

impl Trozos<'_> {
    fn leer(&mut self, numero: u32) -> Result<Vec<u8>, Fallo> {
        let desde = u64::from(numero) * CARGA as u64;
        let mut datos = vec![0; self.ficha.largo(numero).unwrap_or(0)];
        // `seek_relative` no vacía el búfer si lo pedido está en él; `seek`, siempre.
        let salto = i64::try_from(i128::from(desde) - i128::from(self.posicion)).map_err(io::Error::other);
        let leido = salto.and_then(|salto| self.lector.seek_relative(salto));
        let fallo = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Fallo::nuevo("el fichero ha cambiado mientras lo enviaba")
                .remedio("Espera a que nadie lo esté escribiendo y vuelve a enviarlo."),
            _ => Fallo::de_sistema("no puedo seguir leyendo el fichero", error),
        };
        leido.and_then(|()| self.lector.read_exact(&mut datos)).map_err(fallo)?;
        self.posicion = desde + datos.len() as u64;
        Ok(datos)
    }
}
