//! Solo para las pruebas: una red que pierde, duplica y desordena, sin sockets y sin reloj. Con la misma semilla hace lo mismo.

use std::time::Duration;

/// Lo que le pasa a cada datagrama: se pierde, se duplica, llega más tarde. Números al azar con semilla (xorshift*).
pub struct Red {
    pub estado: u64,
    pub perder: u64,
    pub duplicar: u64,
    pub desordenar: u64,
    pub camino: Vec<(Duration, bool, Vec<u8>)>,
}

impl Red {
    fn azar(&mut self, hasta: u64) -> u64 {
        self.estado ^= self.estado >> 12;
        self.estado ^= self.estado << 25;
        self.estado ^= self.estado >> 27;
        self.estado.wrapping_mul(0x2545_f491_4f6c_dd1d) % hasta
    }

    pub fn enviar(&mut self, ahora: Duration, al_receptor: bool, bytes: &[u8]) {
        let copias = if self.azar(100) < self.perder { 0 } else { 1 + u64::from(self.azar(100) < self.duplicar) };
        for _ in 0..copias {
            let demora = if self.azar(100) < self.desordenar { self.azar(20_000) } else { 100 };
            self.camino.push((ahora + Duration::from_micros(demora), al_receptor, bytes.to_vec()));
        }
    }

    /// Lo que ya ha llegado, y quita de en medio lo entregado.
    pub fn entregar(&mut self, ahora: Duration) -> Vec<(bool, Vec<u8>)> {
        let (llegan, siguen) = std::mem::take(&mut self.camino).into_iter().partition(|(cuando, ..)| *cuando <= ahora);
        self.camino = siguen;
        llegan.into_iter().map(|(_, sentido, bytes)| (sentido, bytes)).collect()
    }
}
