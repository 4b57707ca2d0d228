//! Cuánto lleva una transferencia larga: una línea que se reescribe en stderr, y solo si hay alguien mirando.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use redes::argumentos::mostrar_tamano;
use redes::consola::Renglon;

/// Una transferencia más corta no necesita marcador.
const DESDE: Duration = Duration::from_secs(1);
/// Cada cuánto se reescribe.
const CADA: Duration = Duration::from_millis(200);

pub struct Marcador {
    /// `None` si nadie mira, o si el eco ya está saliendo por la misma terminal.
    renglon: Option<Renglon>,
    proximo: Instant,
}

impl Marcador {
    pub fn nuevo() -> Self {
        let renglon = if io::stdout().is_terminal() { None } else { Renglon::nuevo() };
        Self { renglon, proximo: Instant::now() + DESDE }
    }

    /// Reescribe la línea si toca: los bytes que han ido y los que han vuelto.
    pub fn mostrar(&mut self, (enviados, recibidos): (u64, u64)) {
        let Some(renglon) = &mut self.renglon else { return };
        let ahora = Instant::now();
        if ahora >= self.proximo {
            renglon.poner(&format!("  {} de ida, {} de vuelta ", mostrar_tamano(enviados), mostrar_tamano(recibidos)));
            self.proximo = ahora + CADA;
        }
    }
}
