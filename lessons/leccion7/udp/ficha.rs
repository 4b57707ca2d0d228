//! Lo que hay que saber de un fichero para recibirlo por UDP. Va en todos los datagramas: ninguno es imprescindible.

use super::MAXIMO;
use super::sello::SELLO;

/// Lo que ocupa la cabecera que va delante de todos los datagramas.
pub const CABECERA: usize = 36;

/// Los bytes de fichero que lleva cada uno.
pub const CARGA: usize = MAXIMO - CABECERA - SELLO;

/// Los trozos se numeran con 32 bits, y los repetidos también gastan número: hasta aquí no se agotan (2,9 TB).
const TROZOS_MAXIMOS: u64 = 1 << 31;

/// Cuánto ocupa y cuánto suma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ficha {
    pub tamano: u64,
    pub suma: u32,
}

impl Ficha {
    /// En cuántos trozos viaja. Un fichero vacío es un trozo sin bytes: también hay que confirmarlo.
    pub fn trozos(self) -> u32 {
        u32::try_from(self.tamano.div_ceil(CARGA as u64).max(1)).unwrap_or(u32::MAX)
    }

    /// ¿Caben sus trozos en la numeración?
    pub fn cabe(self) -> bool {
        self.tamano <= TROZOS_MAXIMOS * CARGA as u64
    }

    /// Los bytes del trozo `numero`; `None` si no lo hay.
    pub fn largo(self, numero: u32) -> Option<usize> {
        let desde = u64::from(numero) * CARGA as u64;
        (numero < self.trozos()).then(|| (self.tamano - desde.min(self.tamano)).min(CARGA as u64) as usize)
    }
}
