//! Lo que cruza el cable por UDP: los datagramas de un fichero, byte a byte.
//!
//! Como los de los píxeles, cada uno se basta a sí mismo: lleva el tamaño y la suma del fichero entero y el número del
//! trozo que trae, así que no hay anuncio que echar en falta. Aquí no hay sockets: de bytes a [`Datagrama`] y al revés, y
//! nada de lo que diga un desconocido reserva memoria.

use super::acuse::Acuse;
use super::ficha::{CABECERA, Ficha};
use super::sello;
use crate::fichero::origen::NOMBRE_MAXIMO;
use crate::fichero::veredicto::Veredicto;

/// Con esto empiezan nuestros datagramas.
pub const MAGIA: [u8; 3] = *b"FU2";

/// Lo que dice un datagrama.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mensaje<'a> {
    /// «Voy a enviarte este fichero.» El nombre es para enseñarlo.
    Anuncio {
        nombre: &'a str,
    },
    Trozo {
        numero: u32,
        datos: &'a [u8],
    },
    /// «No enviaré más.»
    Fin,
    /// Del receptor al emisor: «esto es lo que tengo».
    Acuse(Acuse),
    /// Del receptor al emisor: «estoy con otro fichero».
    Ocupado,
    /// Del receptor al emisor: cómo ha acabado.
    Veredicto(Veredicto),
}

/// Un datagrama entero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Datagrama<'a> {
    /// Un número al azar que distingue esta transferencia de cualquier otra.
    pub transferencia: u64,
    pub ficha: Ficha,
    /// Cuenta los envíos, no los trozos: un trozo repetido lleva un número de envío nuevo.
    pub envio: u32,
    pub pide_acuse: bool,
    /// El emisor no va a escuchar nada (`--sin-fiabilidad`).
    pub sin_acuses: bool,
    pub mensaje: Mensaje<'a>,
}

impl<'a> Datagrama<'a> {
    /// Escribe el datagrama en `buffer`, que se vacía antes.
    pub fn codificar(&self, buffer: &mut Vec<u8>) {
        let (tipo, numero) = match self.mensaje {
            Mensaje::Anuncio { .. } => (1, 0),
            Mensaje::Trozo { numero, .. } => (2, numero),
            Mensaje::Fin => (3, 0),
            Mensaje::Acuse(acuse) => (4, acuse.base),
            Mensaje::Ocupado => (5, 0),
            Mensaje::Veredicto(veredicto) => (6, veredicto.en_byte().into()),
        };
        let banderas = u8::from(self.pide_acuse) | u8::from(self.sin_acuses) << 1;
        buffer.clear();
        // ANCHOR: cabecera
        buffer.extend(MAGIA);
        buffer.extend([tipo, banderas, 0, 0, 0]);
        buffer.extend(numero.to_be_bytes());
        buffer.extend(self.envio.to_be_bytes());
        buffer.extend(self.ficha.tamano.to_be_bytes());
        buffer.extend(self.ficha.suma.to_be_bytes());
        buffer.extend(self.transferencia.to_be_bytes());
        // ANCHOR_END: cabecera
        match self.mensaje {
            Mensaje::Anuncio { nombre } => buffer.extend(nombre.as_bytes()),
            Mensaje::Trozo { datos, .. } => buffer.extend(datos),
            Mensaje::Acuse(acuse) => acuse.codificar(buffer),
            _ => {}
        }
        sello::sellar(buffer);
    }

    /// La respuesta del receptor a este datagrama.
    pub fn respuesta(&self, mensaje: Mensaje<'static>) -> Datagrama<'static> {
        let Self { transferencia, ficha, envio, .. } = *self;
        Datagrama { transferencia, ficha, envio, pide_acuse: false, sin_acuses: false, mensaje }
    }

    /// Lee un datagrama. `None` si no es nuestro, si está mal formado o si ha cambiado por el camino.
    pub fn descodificar(bytes: &'a [u8]) -> Option<Self> {
        let (cabecera, carga) = sello::abrir(bytes)?.split_at_checked(CABECERA)?;
        let u32_en = |i: usize| Some(u32::from_be_bytes(cabecera.get(i..i + 4)?.try_into().ok()?));
        let u64_en = |i: usize| Some(u64::from_be_bytes(cabecera.get(i..i + 8)?.try_into().ok()?));
        let ficha = Ficha { tamano: u64_en(16)?, suma: u32_en(24)? };
        if !cabecera.starts_with(&MAGIA) || cabecera[4] > 3 || cabecera[5..8] != [0; 3] || !ficha.cabe() {
            return None;
        }
        let numero = u32_en(8)?;
        let mensaje = match cabecera[3] {
            1 if carga.len() <= NOMBRE_MAXIMO => Mensaje::Anuncio { nombre: std::str::from_utf8(carga).ok()? },
            2 if ficha.largo(numero) == Some(carga.len()) => Mensaje::Trozo { numero, datos: carga },
            3 if carga.is_empty() => Mensaje::Fin,
            4 => Mensaje::Acuse(Acuse::descodificar(numero, carga)?),
            5 if carga.is_empty() => Mensaje::Ocupado,
            6 if carga.is_empty() => Mensaje::Veredicto(Veredicto::de_byte(u8::try_from(numero).ok()?)?),
            _ => return None,
        };
        Some(Self {
            transferencia: u64_en(28)?,
            ficha,
            envio: u32_en(12)?,
            pide_acuse: cabecera[4] & 1 != 0,
            sin_acuses: cabecera[4] & 2 != 0,
            mensaje,
        })
    }
}
