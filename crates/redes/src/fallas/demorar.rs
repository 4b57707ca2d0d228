//! Demorar: lo que entra sale más tarde y en el mismo orden. Vale para datagramas y para trozos.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Cuando, Falla};

/// Retrasa las piezas que toquen. Las de detrás no las adelantan: esperan con ellas.
#[derive(Debug, Clone)]
pub struct Demorar<P> {
    cuando: Cuando,
    demora: Duration,
    /// Cada pieza con la hora a la que sale; las horas no decrecen.
    cola: VecDeque<(Duration, P)>,
}

impl<P> Demorar<P> {
    /// Retrasa `demora` las que diga `cuando`.
    #[must_use]
    pub fn nueva(cuando: Cuando, demora: Duration) -> Self {
        Self { cuando, demora, cola: VecDeque::new() }
    }
}

impl<P: Send> Falla<P> for Demorar<P> {
    fn pasar(&mut self, pieza: P, ahora: Duration, salida: &mut Vec<P>) {
        let demora = if self.cuando.toca() { self.demora } else { Duration::ZERO };
        let ultima = self.cola.back().map_or(Duration::ZERO, |(hora, _)| *hora);
        let hora = ahora.saturating_add(demora).max(ultima);
        self.cola.push_back((hora, pieza));
        self.soltar(ahora, salida);
    }

    fn soltar(&mut self, ahora: Duration, salida: &mut Vec<P>) {
        let vencidas = self.cola.iter().take_while(|(hora, _)| *hora <= ahora).count();
        salida.extend(self.cola.drain(..vencidas).map(|(_, pieza)| pieza));
    }

    fn proxima(&self) -> Option<Duration> {
        self.cola.front().map(|(hora, _)| *hora)
    }
}
