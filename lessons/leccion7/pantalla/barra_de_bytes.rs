//! El progreso de un fichero, en una línea de stderr que se reescribe. Solo si hay alguien mirando.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use redes::cifras::{self, tamano};

/// Cada cuánto se redibuja. Menos de esto no merece una barra.
const CADENCIA: Duration = Duration::from_millis(200);

pub struct Barra {
    visible: bool,
    total: u64,
    inicio: Instant,
    ultima: Instant,
    dibujada: bool,
}

impl Barra {
    /// Una barra para `total` bytes.
    pub fn nueva(total: u64) -> Self {
        let ahora = Instant::now();
        Self { visible: io::stderr().is_terminal(), total, inicio: ahora, ultima: ahora, dibujada: false }
    }

    /// Van `hechos` bytes.
    pub fn van(&mut self, hechos: u64) {
        if !self.visible || self.ultima.elapsed() < CADENCIA || hechos == 0 {
            return;
        }
        self.ultima = Instant::now();
        self.dibujada = true;
        let parte = (hechos as f64 / self.total.max(1) as f64).min(1.0);
        let pasado = self.inicio.elapsed();
        let (ritmo, queda) = (hechos as f64 / pasado.as_secs_f64(), pasado.mul_f64((1.0 - parte) / parte));
        let lleno = (parte * 18.0) as usize;
        let (barra, hueco) = ("█".repeat(lleno), "░".repeat(18 - lleno));
        let (va, ritmo, porcentaje) = (tamano(hechos), tamano(ritmo as u64), (parte * 100.0) as u32);
        // Con todo a su máximo, 73 columnas: si no cupiera en la terminal, cada redibujo dejaría una línea atrás.
        eprint!("\r{barra}{hueco} {porcentaje:3} % · {va} · {ritmo}/s · quedan {}\x1b[K", cifras::duracion(queda));
    }

    /// La quita de la pantalla.
    pub fn borrar(&mut self) {
        if std::mem::take(&mut self.dibujada) {
            eprint!("\r\x1b[K");
        }
    }
}

impl Drop for Barra {
    fn drop(&mut self) {
        self.borrar();
    }
}
