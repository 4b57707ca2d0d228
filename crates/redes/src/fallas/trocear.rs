//! Trocear: los bytes salen en trozos más pequeños que como entraron. Con 1, de uno en uno.

use std::time::Duration;

use super::{Falla, Trozo};

/// Parte lo que cruza una conexión TCP en trozos de unos pocos bytes.
#[derive(Debug, Clone)]
pub struct Trocear(usize);

impl Trocear {
    /// Ningún trozo saldrá con más de `bytes` (1, como poco).
    #[must_use]
    pub fn nueva(bytes: usize) -> Self {
        Self(bytes.max(1))
    }
}

impl Falla<Trozo> for Trocear {
    fn pasar(&mut self, trozo: Trozo, _ahora: Duration, salida: &mut Vec<Trozo>) {
        match trozo {
            Trozo::Bytes(bytes) => salida.extend(bytes.chunks(self.0).map(|bytes| Trozo::Bytes(bytes.to_vec()))),
            fin => salida.push(fin),
        }
    }
}
