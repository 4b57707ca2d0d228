//! Cuánto lleva una transferencia larga: una línea que se reescribe en stderr, y solo si hay alguien mirando.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use redes::argumentos::mostrar_tamano;

/// Una transferencia más corta no necesita marcador.
const DESDE: Duration = Duration::from_secs(1);
/// Cada cuánto se reescribe.
const CADA: Duration = Duration::from_millis(200);

pub struct Marcador {
    /// Cuándo toca escribir; `None` si nadie mira, o si el eco ya está saliendo por la misma terminal.
    proximo: Option<Instant>,
    escrito: bool,
}

impl Marcador {
    pub fn nuevo() -> Self {
        let alguien_mira = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self { proximo: alguien_mira.then(|| Instant::now() + DESDE), escrito: false }
    }

    /// Reescribe la línea si toca: los bytes que han ido y los que han vuelto.
    pub fn mostrar(&mut self, (enviados, recibidos): (u64, u64)) {
        let ahora = Instant::now();
        if self.proximo.is_some_and(|proximo| ahora >= proximo) {
            let _ = write!(
                io::stderr(),
                "\r  {} de ida, {} de vuelta ",
                mostrar_tamano(enviados),
                mostrar_tamano(recibidos)
            );
            self.proximo = Some(ahora + CADA);
            self.escrito = true;
        }
    }
}

impl Drop for Marcador {
    /// Al terminar, borra la línea: lo que se diga después la sustituye.
    fn drop(&mut self) {
        if self.escrito {
            let _ = write!(io::stderr(), "\r{:50}\r", "");
        }
    }
}
