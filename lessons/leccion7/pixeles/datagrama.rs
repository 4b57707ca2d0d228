//! Lo que cruza el cable: los datagramas de píxeles, byte a byte.
//!
//! Cada datagrama se basta a sí mismo: en su cabecera va todo lo que hace falta para colocarlo (de qué imagen
//! es, de qué tamaño y formato, qué trozo trae). Por eso perder el anuncio, o cualquier otro, no estropea nada:
//! el siguiente que llegue vuelve a decirlo todo. Y acaba en su suma: el que ha cambiado por el camino no pinta nada.
//!
//! Aquí no hay sockets ni reloj: de bytes a [`Datagrama`] y al revés. Lo que llega de la red puede ser cualquier
//! cosa, así que descodificar nunca entra en pánico y nunca reserva memoria por lo que diga un desconocido.

use super::plano::{Formato, Motivo, Plano};
use crate::udp::MAXIMO;
use crate::udp::acuse::Acuse;
use crate::udp::sello::{self, SELLO};

/// Lo que ocupa la cabecera que va delante de todos los datagramas.
pub const CABECERA: usize = 32;

/// Lo que cabe entre la cabecera y el sello.
pub const CARGA: usize = MAXIMO - CABECERA - SELLO;

/// Con esto empiezan nuestros datagramas. Lo que empiece de otra manera no es para nosotros.
pub const MAGIA: [u8; 3] = *b"PX2";

/// Lo que dice un datagrama.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mensaje<'a> {
    /// «Voy a enviarte esta imagen.»
    Anuncio,
    /// Un trozo de la imagen.
    Trozo { numero: u32, datos: &'a [u8] },
    /// «No enviaré más.»
    Fin,
    /// Del receptor al emisor: «esto es lo que tengo».
    Acuse(Acuse),
    /// Del receptor al emisor: «estoy con otra imagen».
    Ocupado,
    /// Del receptor al emisor: «esa imagen no la quiero».
    Rechazo(Motivo),
}

/// Un datagrama entero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Datagrama<'a> {
    /// Un número al azar que distingue esta transferencia de cualquier otra, también de la anterior del mismo emisor.
    pub transferencia: u64,
    pub plano: Plano,
    /// Cuenta los envíos, no los trozos: un trozo repetido lleva un número de envío nuevo.
    pub envio: u32,
    /// El emisor quiere un acuse en cuanto llegue este.
    pub pide_acuse: bool,
    /// El emisor no va a escuchar acuses (`--sin-acuses`).
    pub sin_acuses: bool,
    pub mensaje: Mensaje<'a>,
}

impl<'a> Datagrama<'a> {
    /// Escribe el datagrama en `buffer`, que se vacía antes. Se reutiliza el mismo para no reservar en cada envío.
    pub fn codificar(&self, buffer: &mut Vec<u8>) {
        let (tipo, numero) = match self.mensaje {
            Mensaje::Anuncio => (1, 0),
            Mensaje::Trozo { numero, .. } => (2, numero),
            Mensaje::Fin => (3, 0),
            Mensaje::Acuse(acuse) => (4, acuse.base),
            Mensaje::Ocupado => (5, 0),
            Mensaje::Rechazo(motivo) => (6, motivo as u32),
        };
        let banderas = u8::from(self.pide_acuse) | u8::from(self.sin_acuses) << 1;
        let formato = self.plano.formato.canales | self.plano.formato.bytes_por_canal << 4;
        buffer.clear();
        // Los números, en «orden de red»: el byte de más peso, primero (big-endian).
        // ANCHOR: cabecera
        buffer.extend(MAGIA);
        buffer.extend([tipo, formato, banderas]);
        buffer.extend(self.plano.por_datagrama.to_be_bytes());
        buffer.extend(numero.to_be_bytes());
        buffer.extend(self.envio.to_be_bytes());
        buffer.extend(self.plano.ancho.to_be_bytes());
        buffer.extend(self.plano.alto.to_be_bytes());
        buffer.extend(self.transferencia.to_be_bytes());
        // ANCHOR_END: cabecera
        match self.mensaje {
            Mensaje::Trozo { datos, .. } => buffer.extend(datos),
            Mensaje::Acuse(acuse) => acuse.codificar(buffer),
            _ => {}
        }
        // Lo último, la suma de todo lo anterior.
        sello::sellar(buffer);
    }

    /// La respuesta del receptor a este datagrama.
    pub fn respuesta(&self, mensaje: Mensaje<'static>) -> Datagrama<'static> {
        let Self { transferencia, plano, envio, .. } = *self;
        Datagrama { transferencia, plano, envio, pide_acuse: false, sin_acuses: false, mensaje }
    }

    /// Lo mismo, pero solo si es un anuncio o pide acuse; al resto, silencio.
    pub fn respuesta_si_espera(&self, mensaje: Mensaje<'static>) -> Option<Datagrama<'static>> {
        (self.mensaje == Mensaje::Anuncio || self.pide_acuse).then(|| self.respuesta(mensaje))
    }

    /// Lee un datagrama. `None` si no es nuestro, está mal formado o ha cambiado por el camino: se cuenta, se ignora
    /// y se sigue.
    pub fn descodificar(bytes: &'a [u8]) -> Option<Self> {
        let (cabecera, carga) = sello::abrir(bytes)?.split_at_checked(CABECERA)?;
        let formato = Formato { canales: cabecera[4] & 15, bytes_por_canal: cabecera[4] >> 4 };
        let plano = Plano {
            ancho: u32_en(cabecera, 16)?,
            alto: u32_en(cabecera, 20)?,
            formato,
            por_datagrama: u16::from_be_bytes([cabecera[6], cabecera[7]]),
        };
        let bytes_por_trozo = usize::from(plano.por_datagrama) * formato.bytes_por_pixel();
        let valido = cabecera.starts_with(&MAGIA)
            && (1..=4).contains(&formato.canales)
            && (1..=2).contains(&formato.bytes_por_canal)
            && (1..=CARGA).contains(&bytes_por_trozo)
            && cabecera[5] < 4;
        if !valido {
            return None;
        }
        let numero = u32_en(cabecera, 8)?;
        let mensaje = match (cabecera[3], carga.len()) {
            (1, 0) => Mensaje::Anuncio,
            (2, 1..) => Mensaje::Trozo { numero, datos: carga },
            (3, 0) => Mensaje::Fin,
            (4, _) => Mensaje::Acuse(Acuse::descodificar(numero, carga)?),
            (5, 0) => Mensaje::Ocupado,
            (6, 0) => Mensaje::Rechazo(motivo(numero)?),
            _ => return None,
        };
        Some(Self {
            transferencia: u64::from_be_bytes(cabecera.get(24..32)?.try_into().ok()?),
            plano,
            envio: u32_en(cabecera, 12)?,
            pide_acuse: cabecera[5] & 1 != 0,
            sin_acuses: cabecera[5] & 2 != 0,
            mensaje,
        })
    }
}

fn motivo(numero: u32) -> Option<Motivo> {
    [Motivo::Vacia, Motivo::Enorme, Motivo::Abandonada].into_iter().find(|motivo| *motivo as u32 == numero)
}

fn u32_en(bytes: &[u8], posicion: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(posicion..posicion + 4)?.try_into().ok()?))
}
