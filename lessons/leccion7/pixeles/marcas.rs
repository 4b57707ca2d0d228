//! Qué trozos han llegado: un bit por trozo. Nunca un `HashSet`: esto ocupa lo mismo llegue lo que llegue.

use crate::udp::acuse::MAPA;

/// Las marcas de los trozos de una imagen.
pub struct Marcas {
    palabras: Vec<u64>,
    total: u32,
    base: u32,
}

impl Marcas {
    pub fn para(total: u32) -> Self {
        Self { palabras: vec![0; (total as usize).div_ceil(64)], total, base: 0 }
    }

    pub fn tiene(&self, numero: u32) -> bool {
        self.palabras.get(numero as usize / 64).is_some_and(|palabra| palabra >> (numero % 64) & 1 == 1)
    }

    /// Ha llegado el trozo `numero`, que es de los que hay.
    pub fn marcar(&mut self, numero: u32) {
        self.palabras[numero as usize / 64] |= 1 << (numero % 64);
        while self.base < self.total && self.tiene(self.base) {
            self.base += 1;
        }
    }

    /// El primer trozo que falta; si no falta ninguno, el total.
    pub fn base(&self) -> u32 {
        self.base
    }

    pub fn completas(&self) -> bool {
        self.base == self.total
    }

    /// Qué trozos han llegado de los [`MAPA`] siguientes al primero que falta.
    pub fn mapa(&self) -> [u64; MAPA / 64] {
        let (palabra, bit) = (self.base as usize / 64, self.base % 64);
        let en = |i: usize| self.palabras.get(i).copied().unwrap_or(0);
        std::array::from_fn(|i| match bit {
            0 => en(palabra + i),
            _ => en(palabra + i) >> bit | en(palabra + i + 1) << (64 - bit),
        })
    }
}
