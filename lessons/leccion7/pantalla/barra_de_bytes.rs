//! El progreso de un fichero, en una línea de stderr que se reescribe. Solo si hay alguien mirando.

use std::time::{Duration, Instant};

use redes::cifras::{self, tamano};
use redes::consola::Renglon;

/// Cada cuánto se redibuja. Menos de esto no merece una barra.
const CADENCIA: Duration = Duration::from_millis(200);

pub struct Barra {
    renglon: Option<Renglon>,
    total: u64,
    inicio: Instant,
    ultima: Instant,
}

impl Barra {
    /// Una barra para `total` bytes.
    pub fn nueva(total: u64) -> Self {
        let ahora = Instant::now();
        Self { renglon: Renglon::nuevo(), total, inicio: ahora, ultima: ahora }
    }

    /// Van `hechos` bytes.
    pub fn van(&mut self, hechos: u64) {
        let Some(renglon) = &mut self.renglon else { return };
        if self.ultima.elapsed() < CADENCIA || hechos == 0 {
            return;
        }
        self.ultima = Instant::now();
        let parte = (hechos as f64 / self.total.max(1) as f64).min(1.0);
        let pasado = self.inicio.elapsed();
        let (ritmo, queda) = (hechos as f64 / pasado.as_secs_f64(), pasado.mul_f64((1.0 - parte) / parte));
        let lleno = (parte * 18.0) as usize;
        let (barra, hueco) = ("█".repeat(lleno), "░".repeat(18 - lleno));
        let (va, ritmo, porcentaje) = (tamano(hechos), tamano(ritmo as u64), (parte * 100.0) as u32);
        renglon
            .poner(&format!("{barra}{hueco} {porcentaje:3} % · {va} · {ritmo}/s · quedan {}", cifras::duracion(queda)));
    }

    /// La quita de la pantalla, y ya no vuelve.
    pub fn borrar(&mut self) {
        self.renglon = None;
    }
}
