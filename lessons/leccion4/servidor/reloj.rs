//! El reloj de la partida, que no corre mientras este programa está parado. Máquina pura: la hora de verdad se la dicen.
//!
//! Si se cierra la tapa del portátil con una pregunta abierta, al abrirla el plazo habría pasado, y las respuestas que
//! llegaron a tiempo estarían en los sockets, sin leer. Cerrar la pregunta entonces sería culpar a quien sí contestó.

use std::time::Duration;

/// Cada cuánto mira la hora quien tiene que cumplirla.
pub const LATIDO: Duration = Duration::from_millis(250);

/// Si entre dos miradas pasa más que esto, no es que nadie mirase: es que no se podía.
const PARADO: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Reloj {
    visto: Duration,
    parado: Duration,
}

impl Reloj {
    /// Qué hora es en la partida cuando en el mundo es `ahora`.
    pub fn hora(&mut self, ahora: Duration) -> Duration {
        let salto = ahora.saturating_sub(self.visto);
        self.visto = self.visto.max(ahora);
        if salto > PARADO {
            self.parado += salto;
        }
        self.visto.saturating_sub(self.parado)
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn parado_no_corre_y_despues_sigue_donde_estaba() {
        let (ms, mut reloj) =
            (Duration::from_millis, Reloj::default());
        assert_eq!(
            [0, 250, 500].map(|n| reloj.hora(ms(n))),
            [ms(0), ms(250), ms(500)]
        );
        assert_eq!(
            [60_500, 60_750].map(|n| reloj.hora(ms(n))),
            [ms(500), ms(750)]
        );
    }
}
