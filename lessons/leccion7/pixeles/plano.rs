//! El plano de una imagen: sus medidas, cómo son sus píxeles y en cuántos trozos viaja. Va en todos los datagramas.

use std::ops::Range;

/// La memoria que puede ocupar una imagen en el receptor (y otro tanto, la anterior mientras se guarda). 4000×3000 con 8
/// bytes por píxel son 92 MiB y caben; un anuncio de 60000×60000 pide 10,1 GiB y se rechaza antes de reservar nada.
pub const LIMITE: u64 = 128 * 1024 * 1024;

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

/// Las medidas de una imagen y de los trozos en que se reparte.
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
