//! El azar que siempre sale igual: números sueltos y un ruido suave, sin calvas ni dos manchas iguales.

use crate::formas::{Punto, suave};

/// Números que parecen al azar y salen siempre iguales: la imagen es la misma, byte a byte, en cada ejecución.
pub struct Azar(u32);

impl Azar {
    pub fn con_semilla(semilla: u32) -> Self {
        Self(semilla)
    }

    /// El siguiente número, entre 0 y 1.
    pub fn uno(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9);
        (revolver(self.0) >> 8) as f32 / (1 << 24) as f32
    }

    pub fn entre(&mut self, a: f32, b: f32) -> f32 {
        a + (b - a) * self.uno()
    }
}

fn revolver(mut n: u32) -> u32 {
    n = (n ^ (n >> 16)).wrapping_mul(0x7FEB_352D);
    n = (n ^ (n >> 15)).wrapping_mul(0x846C_A68B);
    n ^ (n >> 16)
}

/// Ruido suave entre 0 y 1, con una ondulación nueva en cada unidad de `p`.
pub fn ruido(p: Punto) -> f32 {
    let (i, j) = (p.x.floor(), p.y.floor());
    let (u, v) = (suave(0.0, 1.0, p.x - i), suave(0.0, 1.0, p.y - j));
    let nudo = |di: i32, dj: i32| {
        let n = (i as i32 + di).wrapping_mul(374_761_393) ^ (j as i32 + dj).wrapping_mul(668_265_263);
        (revolver(n as u32) >> 8) as f32 / (1 << 24) as f32
    };
    let arriba = nudo(0, 0) * (1.0 - u) + nudo(1, 0) * u;
    let abajo = nudo(0, 1) * (1.0 - u) + nudo(1, 1) * u;
    arriba * (1.0 - v) + abajo * v
}
