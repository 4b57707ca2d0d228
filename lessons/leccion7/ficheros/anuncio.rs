//! Lo que se dicen los dos extremos por TCP, antes y después de los bytes del fichero.
//!
//! Delante va el anuncio, con todo lo que el receptor necesita para saber si lo tiene entero: cuántos bytes vienen y cuánto
//! suman. Así no hace falta ninguna marca de final que pueda confundirse con los datos. Detrás, en el otro sentido, vuelve
//! el veredicto: el emisor no sabe que ha llegado hasta que se lo dicen.

use std::io::{self, ErrorKind, Read, Write};

/// Con esto empieza un anuncio. Lo que empiece de otra manera no nos habla a nosotros.
const MAGIA: [u8; 4] = *b"FT1\n";

/// Lo que ocupa un anuncio sin el nombre: la magia, el tamaño, la suma y la longitud del nombre.
const CABECERA: usize = 4 + 8 + 4 + 2;

/// Lo más que puede ocupar un nombre: lo mismo que en casi todos los discos.
pub const NOMBRE_MAXIMO: usize = 255;

/// Qué se va a enviar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anuncio {
    /// Cómo se llama allí. Solo sirve para enseñarlo: **nunca** se usa como ruta.
    pub nombre: String,
    pub tamano: u64,
    /// El CRC-32 de todos los bytes.
    pub suma: u32,
}

impl Anuncio {
    /// Escribe el anuncio de una vez.
    ///
    /// # Errors
    /// Los de `destino`.
    pub fn escribir(&self, destino: &mut impl Write) -> io::Result<()> {
        // ANCHOR: anuncio
        let mut bytes = Vec::from(MAGIA);
        bytes.extend(self.tamano.to_be_bytes());
        bytes.extend(self.suma.to_be_bytes());
        bytes.extend((self.nombre.len() as u16).to_be_bytes());
        bytes.extend(self.nombre.as_bytes());
        destino.write_all(&bytes)
        // ANCHOR_END: anuncio
    }

    /// Lee un anuncio.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] si lo que llega no lo es; [`ErrorKind::UnexpectedEof`] si se acaba a la mitad.
    pub fn leer(de: &mut impl Read) -> io::Result<Self> {
        let mut cabecera = [0; CABECERA];
        de.read_exact(&mut cabecera[..MAGIA.len()])?;
        if cabecera[..4] != MAGIA {
            return Err(ErrorKind::InvalidData.into());
        }
        de.read_exact(&mut cabecera[4..])?;
        let [_, _, _, _, t @ .., s0, s1, s2, s3, n0, n1] = cabecera;
        let longitud = usize::from(u16::from_be_bytes([n0, n1]));
        // La longitud la dice un desconocido: se comprueba antes de reservar nada.
        if longitud > NOMBRE_MAXIMO {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut nombre = vec![0; longitud];
        de.read_exact(&mut nombre)?;
        let nombre = String::from_utf8_lossy(&nombre).into_owned();
        Ok(Self { nombre, tamano: u64::from_be_bytes(t), suma: u32::from_be_bytes([s0, s1, s2, s3]) })
    }

    /// El nombre, sin nada que pueda dar órdenes a la terminal de quien lo lee.
    pub fn nombre_visible(&self) -> String {
        let feo = |letra: char| {
            letra.is_control()
                || matches!(letra, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        };
        self.nombre.chars().map(|letra| if feo(letra) { '·' } else { letra }).collect()
    }
}

/// Lo que el receptor contesta al final. Un solo byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Veredicto {
    /// Entero, comprobado y guardado con su nombre definitivo.
    Guardado,
    /// Han llegado todos los bytes, pero no suman lo anunciado.
    SumaDistinta,
    /// No se ha podido guardar: el disco se ha llenado, o ya no está.
    NoGuardado,
    /// El receptor ya no admite más.
    Cerrado,
    /// El emisor estuvo callado demasiado tiempo y se dio por terminado.
    Abandonado,
}

impl Veredicto {
    const TODOS: [Self; 5] = [Self::Guardado, Self::SumaDistinta, Self::NoGuardado, Self::Cerrado, Self::Abandonado];

    pub fn en_byte(self) -> u8 {
        self as u8
    }

    pub fn de_byte(byte: u8) -> Option<Self> {
        Self::TODOS.get(usize::from(byte)).copied()
    }

    /// Qué decirle a quien enviaba, si no es una buena noticia.
    pub fn queja(self) -> &'static str {
        match self {
            Self::Guardado => "lo tiene guardado",
            Self::SumaDistinta => {
                "ha recibido todos los bytes, pero no suman lo anunciado: alguno ha cambiado por el camino"
            }
            Self::NoGuardado => "no ha podido guardarlo (¿disco lleno?)",
            Self::Cerrado => "ya no admite más ficheros",
            Self::Abandonado => "se ha cansado de esperar y lo ha dado por terminado",
        }
    }
}
