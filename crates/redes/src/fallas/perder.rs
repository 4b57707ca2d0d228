//! Perder datagramas: entran y no salen. Nadie avisa al que envía.

use std::time::Duration;

use super::{Cuando, Datagrama, Falla};

/// Pierde los datagramas que toquen.
#[derive(Debug, Clone)]
pub struct Perder(Cuando);

impl Perder {
    /// Pierde los que diga `cuando`.
    #[must_use]
    pub fn nueva(cuando: Cuando) -> Self {
        Self(cuando)
    }
}

impl Falla<Datagrama> for Perder {
    fn pasar(&mut self, datagrama: Datagrama, _ahora: Duration, salida: &mut Vec<Datagrama>) {
        if !self.0.toca() {
            salida.push(datagrama);
        }
    }
}
