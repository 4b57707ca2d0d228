//! A ciegas nadie repetirá lo perdido: los huecos se dejan en su sitio y se sigue con lo que haya. Máquina pura.

use super::adelantados::{Adelantados, Tramo};

impl Adelantados {
    /// Da por perdidos los que falten antes de `hasta`.
    pub fn resignarse(&mut self, hasta: u32) -> Vec<Tramo> {
        let hasta = hasta.min(self.ficha.trozos());
        let (mut hueco, mut salen) = (0, Vec::new());
        // Después de `hasta` puede haber más en orden: también salen.
        while self.base < hasta || matches!(self.espera.front(), Some(Some(_))) {
            match self.espera.pop_front().flatten() {
                Some(datos) => {
                    salen.extend((hueco > 0).then_some(Tramo::Hueco(hueco)));
                    hueco = 0;
                    salen.push(Tramo::Datos(datos));
                }
                None => hueco += self.ficha.largo(self.base).unwrap_or(0) as u64,
            }
            self.base += 1;
        }
        salen.extend((hueco > 0).then_some(Tramo::Hueco(hueco)));
        salen
    }

    /// El trozo que sigue al último de los que esperan.
    pub fn tope(&self) -> u32 {
        self.base + self.espera.len() as u32
    }
}
