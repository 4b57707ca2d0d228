//! Cortar: pasan unos cuantos bytes y, en ese punto exacto, la conexión se rompe.

use std::time::Duration;

use super::{Falla, Trozo};

/// Rompe una conexión TCP tras unos cuantos bytes.
#[derive(Debug, Clone)]
pub struct Cortar {
    quedan: u64,
    final_: Trozo,
    cortado: bool,
}

impl Cortar {
    /// Pasan `bytes` y después, un corte de golpe (RST). Con 0, se corta al llegar el primer byte, que no pasa.
    #[must_use]
    pub fn nueva(bytes: u64) -> Self {
        Self { quedan: bytes, final_: Trozo::Corte, cortado: false }
    }

    /// Pasan `bytes` y después, una despedida en regla (FIN), como si el otro hubiera acabado.
    #[must_use]
    pub fn con_despedida(bytes: u64) -> Self {
        Self { quedan: bytes, final_: Trozo::Fin, cortado: false }
    }
}

impl Falla<Trozo> for Cortar {
    fn pasar(&mut self, trozo: Trozo, _ahora: Duration, salida: &mut Vec<Trozo>) {
        if self.cortado {
            return;
        }
        let Trozo::Bytes(mut bytes) = trozo else { return salida.push(trozo) };
        let caben = usize::try_from(self.quedan).unwrap_or(usize::MAX).min(bytes.len());
        bytes.truncate(caben);
        self.quedan -= caben as u64;
        if !bytes.is_empty() {
            salida.push(Trozo::Bytes(bytes));
        }
        if self.quedan == 0 {
            self.cortado = true;
            salida.push(self.final_.clone());
        }
    }
}
