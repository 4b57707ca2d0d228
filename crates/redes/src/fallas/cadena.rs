//! Varias fallas seguidas: lo que sale de una entra en la siguiente.

use std::time::Duration;

use super::Falla;

/// Una fila de fallas, que es a su vez una falla. Vacía, lo deja pasar todo.
pub struct Cadena<P> {
    eslabones: Vec<Box<dyn Falla<P>>>,
}

impl<P> Default for Cadena<P> {
    fn default() -> Self {
        Self { eslabones: Vec::new() }
    }
}

impl<P> Cadena<P> {
    /// Una cadena sin ninguna falla.
    #[must_use]
    pub fn nueva() -> Self {
        Self::default()
    }

    /// La misma cadena con una falla más al final.
    #[must_use]
    pub fn con(mut self, falla: impl Falla<P> + 'static) -> Self {
        self.eslabones.push(Box::new(falla));
        self
    }

    /// Lleva `piezas` por los eslabones; antes de cada uno salen las que ese tuviera retenidas y vencidas, si `vencen`.
    fn recorrer(&mut self, mut piezas: Vec<P>, ahora: Duration, vencen: bool, salida: &mut Vec<P>) {
        for eslabon in &mut self.eslabones {
            let mut siguientes = Vec::new();
            if vencen {
                eslabon.soltar(ahora, &mut siguientes);
            }
            for pieza in piezas {
                eslabon.pasar(pieza, ahora, &mut siguientes);
            }
            // Al terminar, nada de lo que acaba de entrar puede quedarse dentro.
            if vencen && ahora == Duration::MAX {
                eslabon.soltar(ahora, &mut siguientes);
            }
            piezas = siguientes;
        }
        salida.append(&mut piezas);
    }
}

impl<P> Falla<P> for Cadena<P> {
    fn pasar(&mut self, pieza: P, ahora: Duration, salida: &mut Vec<P>) {
        self.recorrer(vec![pieza], ahora, false, salida);
    }

    fn soltar(&mut self, ahora: Duration, salida: &mut Vec<P>) {
        self.recorrer(Vec::new(), ahora, true, salida);
    }

    fn proxima(&self) -> Option<Duration> {
        self.eslabones.iter().filter_map(|eslabon| eslabon.proxima()).min()
    }
}
