//! Lo que cruza el cable: los datagramas de píxeles, byte a byte.
//!
//! Cada datagrama se basta a sí mismo: en su cabecera va todo lo que hace falta para colocarlo (de qué imagen
//! es, de qué tamaño y formato, qué trozo trae). Por eso perder el anuncio, o cualquier otro, no estropea nada:
//! el siguiente que llegue vuelve a decirlo todo.
//!
//! Aquí no hay sockets ni reloj: de bytes a [`Datagrama`] y al revés. Lo que llega de la red puede ser cualquier
//! cosa, así que descodificar nunca entra en pánico y nunca reserva memoria por lo que diga un desconocido.

use std::ops::Range;

/// Un datagrama nuestro nunca pasa de aquí: cabe en una trama Ethernet (1500 B) con sus cabeceras IP y UDP,
/// así que ningún router tiene que partirlo. Si una parte se perdiera, se perdería entero.
pub const MAXIMO: usize = 1400;

/// Lo que se reserva para leer un datagrama. Más largo que cualquiera nuestro: al que no quepa, el sistema le corta
/// el final, y un trozo cortado no encaja en ninguna imagen.
pub const BUFFER: usize = 2048;

/// La memoria que puede ocupar una imagen en el receptor (y otro tanto, la anterior mientras se guarda). 4000×3000 con 8 bytes por píxel son 96 MB y caben;
/// un anuncio de 60000×60000 pide 10,8 GB y se rechaza antes de reservar nada.
pub const LIMITE: u64 = 128 * 1024 * 1024;

/// Lo que ocupa la cabecera que va delante de todos los datagramas.
pub const CABECERA: usize = 32;

/// Lo que cabe detrás de la cabecera.
pub const CARGA: usize = MAXIMO - CABECERA;

/// Cuántos trozos, a partir del primero que falta, describe un acuse (un bit por trozo).
pub const MAPA: usize = 256;

/// Con esto empiezan nuestros datagramas. Lo que empiece de otra manera no es para nosotros.
const MAGIA: [u8; 3] = *b"PX1";

/// Cómo es un píxel: de 1 a 4 canales (gris, gris y alfa, RGB, RGBA) de 1 o 2 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formato {
    pub canales: u8,
    pub bytes_por_canal: u8,
}

impl Formato {
    pub fn bytes_por_pixel(self) -> usize {
        usize::from(self.canales) * usize::from(self.bytes_por_canal)
    }
}

/// Las medidas de una imagen y de los trozos en que se reparte. Va en la cabecera de todos los datagramas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plano {
    pub ancho: u32,
    pub alto: u32,
    pub formato: Formato,
    /// Píxeles que lleva cada datagrama (el último puede llevar menos).
    pub por_datagrama: u16,
}

/// Por qué un receptor no quiere una imagen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motivo {
    Vacia,
    Enorme,
    /// El emisor estuvo callado demasiado tiempo y la dimos por terminada.
    Abandonada,
}

impl Plano {
    /// ¿Se puede recibir esta imagen? Se pregunta antes de reservar un solo byte.
    pub fn comprobar(&self) -> Result<(), Motivo> {
        match self.bytes() {
            0 => Err(Motivo::Vacia),
            bytes if bytes > LIMITE => Err(Motivo::Enorme),
            _ => Ok(()),
        }
    }

    /// Los píxeles que tiene. Con `u64` no hay dos `u32` cuyo producto se desborde.
    pub fn pixeles(&self) -> u64 {
        u64::from(self.ancho) * u64::from(self.alto)
    }

    pub fn bytes(&self) -> u64 {
        self.pixeles().saturating_mul(self.formato.bytes_por_pixel() as u64)
    }

    /// En cuántos trozos viaja.
    pub fn trozos(&self) -> u64 {
        self.pixeles().div_ceil(u64::from(self.por_datagrama))
    }

    /// Los píxeles del trozo `numero`, contados por filas desde arriba; `None` si la imagen no tiene ese trozo.
    pub fn tramo(&self, numero: u32) -> Option<Range<usize>> {
        let desde = u64::from(numero) * u64::from(self.por_datagrama);
        let hasta = (desde + u64::from(self.por_datagrama)).min(self.pixeles());
        (desde < hasta).then_some(usize::try_from(desde).ok()?..usize::try_from(hasta).ok()?)
    }
}

/// Qué ha llegado ya, visto por el receptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acuse {
    /// Todos los trozos anteriores a este han llegado. Si vale el total, la imagen está completa.
    pub base: u32,
    /// El mayor número de envío que ha visto: lo enviado bastante antes y no confirmado se ha perdido.
    pub mayor_envio: u32,
    /// El bit i dice si ha llegado el trozo `base + i`.
    pub mapa: [u64; MAPA / 64],
}

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
            Mensaje::Acuse(acuse) => {
                buffer.extend(acuse.mayor_envio.to_be_bytes());
                buffer.extend(acuse.mapa.iter().flat_map(|palabra| palabra.to_be_bytes()));
            }
            _ => {}
        }
    }

    /// La respuesta del receptor a este datagrama.
    pub fn respuesta(&self, mensaje: Mensaje<'static>) -> Datagrama<'static> {
        let Self { transferencia, plano, envio, .. } = *self;
        Datagrama { transferencia, plano, envio, pide_acuse: false, sin_acuses: false, mensaje }
    }

    /// Lee un datagrama. `None` si no es nuestro o está mal formado: se cuenta, se ignora y se sigue.
    pub fn descodificar(bytes: &'a [u8]) -> Option<Self> {
        let (cabecera, carga) = bytes.split_at_checked(CABECERA)?;
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
            (4, _) => Mensaje::Acuse(acuse(numero, carga)?),
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

fn acuse(base: u32, carga: &[u8]) -> Option<Acuse> {
    let (mayor_envio, bits) = carga.split_at_checked(4)?;
    if bits.len() != MAPA / 8 {
        return None;
    }
    let mut mapa = [0; MAPA / 64];
    for (palabra, bytes) in mapa.iter_mut().zip(bits.chunks_exact(8)) {
        *palabra = u64::from_be_bytes(bytes.try_into().ok()?);
    }
    Some(Acuse { base, mayor_envio: u32_en(mayor_envio, 0)?, mapa })
}

fn motivo(numero: u32) -> Option<Motivo> {
    [Motivo::Vacia, Motivo::Enorme, Motivo::Abandonada].into_iter().find(|motivo| *motivo as u32 == numero)
}

fn u32_en(bytes: &[u8], posicion: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(posicion..posicion + 4)?.try_into().ok()?))
}
