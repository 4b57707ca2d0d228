//! Desordenar datagramas: algunos se quedan atrás y los adelantan los siguientes, como por un camino más largo.

use std::time::Duration;

use super::{Cuando, Datagrama, Falla};

/// Retiene los datagramas que toquen hasta que otros los adelanten.
#[derive(Debug, Clone)]
pub struct Desordenar {
    cuando: Cuando,
    puestos: u32,
    paciencia: Duration,
    /// Cada retenido: cuántos le faltan por pasar delante, y hasta qué hora espera como mucho.
    retenidos: Vec<(u32, Duration, Datagrama)>,
}

impl Desordenar {
    /// Los que diga `cuando` salen después de los `puestos` siguientes o, si no llegan, tras `paciencia`: el último
    /// datagrama de una conversación no se queda retenido para siempre.
    #[must_use]
    pub fn nueva(cuando: Cuando, puestos: u32, paciencia: Duration) -> Self {
        Self { cuando, puestos, paciencia, retenidos: Vec::new() }
    }

    fn sacar(&mut self, sale: impl Fn(&(u32, Duration, Datagrama)) -> bool, salida: &mut Vec<Datagrama>) {
        salida.extend(self.retenidos.extract_if(.., |retenido| sale(retenido)).map(|(.., datagrama)| datagrama));
    }
}

impl Falla<Datagrama> for Desordenar {
    fn pasar(&mut self, datagrama: Datagrama, ahora: Duration, salida: &mut Vec<Datagrama>) {
        if self.puestos > 0 && self.cuando.toca() {
            self.retenidos.push((self.puestos, ahora.saturating_add(self.paciencia), datagrama));
            return;
        }
        salida.push(datagrama);
        for (puestos, ..) in &mut self.retenidos {
            *puestos -= 1;
        }
        self.sacar(|(puestos, ..)| *puestos == 0, salida);
    }

    fn soltar(&mut self, ahora: Duration, salida: &mut Vec<Datagrama>) {
        self.sacar(|(_, hora, _)| *hora <= ahora, salida);
    }

    fn proxima(&self) -> Option<Duration> {
        self.retenidos.iter().map(|(_, hora, _)| *hora).min()
    }
}
