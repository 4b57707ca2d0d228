//! Solo para las pruebas: una red que pierde, duplica y desordena, sin sockets y sin reloj. Con la misma semilla hace lo mismo.

use std::time::Duration;

use redes::fallas::Azar;

/// Lo que le pasa a cada datagrama: se pierde, se duplica, llega más tarde. De cada cien, cuántos.
pub struct RedMala {
    azar: Azar,
    perder: u64,
    duplicar: u64,
    desordenar: u64,
    camino: Vec<(Duration, bool, Vec<u8>)>,
}

impl RedMala {
    pub fn nueva(semilla: u64, (perder, duplicar, desordenar): (u64, u64, u64)) -> Self {
        Self { azar: Azar::nuevo(semilla), perder, duplicar, desordenar, camino: Vec::new() }
    }

    fn toca(&mut self, de_cada_cien: u64) -> bool {
        self.azar.menor_que(100) < de_cada_cien
    }

    pub fn enviar(&mut self, ahora: Duration, al_receptor: bool, bytes: &[u8]) {
        let copias = if self.toca(self.perder) { 0 } else { 1 + u64::from(self.toca(self.duplicar)) };
        for _ in 0..copias {
            let demora = if self.toca(self.desordenar) { self.azar.menor_que(20_000) } else { 100 };
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
