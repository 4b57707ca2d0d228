//! Duplicar datagramas: entra uno y salen dos iguales. Le pasa a una red que reintenta por debajo, como el wifi.

use std::time::Duration;

use super::{Cuando, Datagrama, Falla};

/// Repite los datagramas que toquen.
#[derive(Debug, Clone)]
pub struct Duplicar(Cuando);

impl Duplicar {
    /// Repite los que diga `cuando`.
    #[must_use]
    pub fn nueva(cuando: Cuando) -> Self {
        Self(cuando)
    }
}

impl Falla<Datagrama> for Duplicar {
    fn pasar(&mut self, datagrama: Datagrama, _ahora: Duration, salida: &mut Vec<Datagrama>) {
        if self.0.toca() {
            salida.push(datagrama.clone());
        }
        salida.push(datagrama);
    }
}
