//! Juntar: lo que entra en varias veces sale de una, como hace el sistema con los envíos pequeños.

use std::time::Duration;

use super::{Falla, Trozo};

/// Lo más que se retiene; al llegar aquí, sale sin esperar.
const MAXIMO: usize = 64 * 1024;

/// Pega lo que cruza una conexión TCP en un mismo rato.
#[derive(Debug, Clone)]
pub struct Juntar {
    rato: Duration,
    juntados: Vec<u8>,
    hora: Option<Duration>,
}

impl Juntar {
    /// Sale de una vez todo lo que entre durante `rato`, contado desde el primer byte retenido.
    #[must_use]
    pub fn nueva(rato: Duration) -> Self {
        Self { rato, juntados: Vec::new(), hora: None }
    }

    fn sacar(&mut self, salida: &mut Vec<Trozo>) {
        if self.hora.take().is_some() {
            salida.push(Trozo::Bytes(std::mem::take(&mut self.juntados)));
        }
    }
}

impl Falla<Trozo> for Juntar {
    fn pasar(&mut self, trozo: Trozo, ahora: Duration, salida: &mut Vec<Trozo>) {
        self.soltar(ahora, salida);
        let Trozo::Bytes(bytes) = trozo else {
            // Nada puede adelantar a la despedida… ni llegar después de ella.
            self.sacar(salida);
            return salida.push(trozo);
        };
        self.juntados.extend(bytes);
        self.hora.get_or_insert(ahora.saturating_add(self.rato));
        if self.juntados.len() >= MAXIMO {
            self.sacar(salida);
        }
    }

    fn soltar(&mut self, ahora: Duration, salida: &mut Vec<Trozo>) {
        if self.hora.is_some_and(|hora| hora <= ahora) {
            self.sacar(salida);
        }
    }

    fn proxima(&self) -> Option<Duration> {
        self.hora
    }
}
