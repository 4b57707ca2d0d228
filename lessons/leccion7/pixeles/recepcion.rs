//! Una imagen a medio llegar: dónde va cada datagrama de su emisor, qué se le contesta y qué cuentas salen.
//!
//! De quién es el lienzo y quién tiene que esperar lo decide [`receptor`](super::receptor).

use std::net::SocketAddr;
use std::time::Duration;

use super::datagrama::{Datagrama, Mensaje};
use super::lienzo::Lienzo;
use super::plano::Motivo;
use crate::fiable::recepcion::{Ajeno, Remitente};
use crate::udp::acuse::Acuse;
use crate::udp::sello::Rarezas;
use crate::udp::vistos::Vistos;

/// Después de un «fin» sin acuses, lo que se espera por si quedaba algo desordenado en camino. En una red
/// local, quien adelanta a otro lo hace por unos milisegundos.
const REZAGADOS: Duration = Duration::from_millis(100);

/// Lo que ha llegado de una imagen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuentas {
    /// Datagramas del emisor, de cualquier tipo.
    pub recibidos: u64,
    /// Trozos que ya estaban.
    pub repetidos: u64,
    /// De los que envió el emisor, los que no han llegado (él los numera).
    pub perdidos: u64,
    /// Bytes de píxeles nuevos.
    pub bytes: u64,
    /// Lo que ha llegado y no se ha podido usar.
    pub rarezas: Rarezas,
}

/// Cómo ha acabado una imagen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    Completa,
    /// El emisor ha dicho «fin», pero faltan trozos.
    ConHuecos,
    /// El emisor lleva demasiado tiempo callado.
    Silencio,
    /// Quien mira ha cerrado la ventana.
    Interrumpida,
}

/// Una imagen que ya no recibirá más.
pub struct Recibida {
    pub de: SocketAddr,
    pub lienzo: Lienzo,
    pub cuentas: Cuentas,
    pub fin: Final,
    /// Del primer datagrama al último.
    pub duracion: Duration,
}

/// Una imagen que se está recibiendo.
pub struct Recepcion {
    pub remitente: Remitente,
    pub lienzo: Lienzo,
    cuentas: Cuentas,
    vistos: Vistos,
    mayor_envio: u32,
    primero: Duration,
    ultimo: Duration,
    fin_anunciado: bool,
}

impl Recepcion {
    /// Empieza la imagen que describe `datagrama`: vale cualquiera de datos, porque el anuncio puede haberse perdido.
    pub fn nueva(ahora: Duration, remitente: Remitente, datagrama: &Datagrama) -> Result<Self, Motivo> {
        let lienzo = Lienzo::nuevo(datagrama.plano)?;
        let (cuentas, mayor_envio, fin_anunciado) = (Cuentas::default(), 0, false);
        let vistos = Vistos::default();
        Ok(Self { remitente, lienzo, cuentas, vistos, mayor_envio, primero: ahora, ultimo: ahora, fin_anunciado })
    }

    /// Coloca un datagrama del emisor y devuelve lo que hay que contestarle; [`Ajeno`] si no encaja: otras medidas, píxeles de fuera de la imagen, o un mensaje que no es de un emisor.
    pub fn colocar(&mut self, ahora: Duration, datagrama: &Datagrama) -> Result<Option<Datagrama<'static>>, Ajeno> {
        if self.lienzo.plano != datagrama.plano {
            return Err(Ajeno); // Mismo número y otras medidas: no es la imagen que empezó.
        }
        let mut repetido = false;
        match datagrama.mensaje {
            Mensaje::Anuncio => {}
            Mensaje::Fin => self.fin_anunciado = true,
            Mensaje::Trozo { numero, datos } => match self.lienzo.pintar(numero, datos).ok_or(Ajeno)? {
                true => self.cuentas.bytes += datos.len() as u64,
                false => repetido = true,
            },
            _ => return Err(Ajeno),
        }
        self.cuentas.recibidos += 1;
        self.cuentas.repetidos += u64::from(repetido);
        self.vistos.llega(datagrama.envio);
        self.mayor_envio = self.mayor_envio.max(datagrama.envio);
        self.ultimo = ahora;
        // Se contesta cuando lo piden, al terminar, y a lo repetido: si repite, es que no le llegan los acuses.
        let toca = datagrama.pide_acuse || self.lienzo.completo() || repetido;
        Ok((toca && !datagrama.sin_acuses).then(|| datagrama.respuesta(Mensaje::Acuse(self.acuse()))))
    }

    fn acuse(&self) -> Acuse {
        let llegados = &self.lienzo.llegados;
        Acuse { base: llegados.base(), mayor_envio: self.mayor_envio, mapa: llegados.mapa() }
    }

    /// Cómo acaba, si ya no se espera nada más del emisor.
    pub fn vencida(&self, ahora: Duration, silencio: Duration) -> Option<Final> {
        let callado = ahora.saturating_sub(self.ultimo);
        if self.fin_anunciado && callado >= REZAGADOS {
            Some(Final::ConHuecos)
        } else {
            (callado >= silencio).then_some(Final::Silencio)
        }
    }

    /// Deja de recibirla, con lo que haya.
    pub fn terminar(self, fin: Final, rarezas: Rarezas) -> Recibida {
        let Self { remitente: (de, _), lienzo, mut cuentas, vistos, primero, ultimo, .. } = self;
        cuentas.rarezas = rarezas;
        cuentas.perdidos = vistos.perdidos();
        Recibida { de, lienzo, cuentas, fin, duracion: ultimo.saturating_sub(primero) }
    }
}
