//! El progreso de una imagen que se envía, en una línea de stderr que se reescribe. Solo si alguien mira.

use std::time::{Duration, Instant};

use redes::cifras;
use redes::consola::{self, Renglon, terminal_tonta};

use crate::pixeles::envio::Novedad;

/// El progreso, en una línea de stderr que se reescribe. Solo si alguien mira.
pub struct Barra {
    renglon: Option<Renglon>,
    /// Cuándo empezó a avanzar, y desde dónde. Lo que se espere turno no cuenta para el ritmo.
    inicio: Option<(Instant, u32)>,
    ultima: Option<Instant>,
}

impl Barra {
    /// Una barra que aún no se ve.
    pub fn nueva() -> Self {
        Self { renglon: Renglon::nuevo().filter(|_| !terminal_tonta()), inicio: None, ultima: None }
    }

    /// Cuenta una novedad.
    pub fn contar(&mut self, novedad: &Novedad) {
        let Novedad::Avance { confirmados, total } = *novedad else {
            consola::avisar("El servidor está con otra imagen: espero turno…");
            self.inicio = None;
            return;
        };
        let (inicio, desde) = *self.inicio.get_or_insert_with(|| (Instant::now(), confirmados));
        // Menos de un cuarto de segundo no merece una barra.
        let pronto = self.ultima.unwrap_or(inicio).elapsed() < Duration::from_millis(250);
        let Some(renglon) = self.renglon.as_mut().filter(|_| !pronto && confirmados > desde) else { return };
        self.ultima = Some(Instant::now());
        // Al ritmo medido hasta ahora, no al que se pidió.
        let cada_uno = inicio.elapsed() / (confirmados - desde);
        let queda = cada_uno.saturating_mul(total.saturating_sub(confirmados));
        let hecho = f64::from(confirmados) / f64::from(total.max(1));
        let lleno = ((hecho * 24.0) as usize).min(24);
        let (barra, hueco) = ("█".repeat(lleno), "░".repeat(24 - lleno));
        let porcentaje = (hecho * 100.0) as u32;
        renglon.poner(&format!("{barra}{hueco} {porcentaje:3} % · quedan {}", cifras::duracion(queda)));
    }

    /// Deja la línea limpia, y ya no vuelve.
    pub fn borrar(&mut self) {
        self.renglon = None;
    }
}
