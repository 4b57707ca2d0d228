//! A qué piezas les toca: por calendario o por sorteo.

use std::collections::BTreeSet;

use super::Azar;

/// Un calendario: a cada pieza que pasa, dice si le toca. La primera es la 1.
#[derive(Debug, Clone)]
pub struct Cuando {
    regla: Regla,
    vistas: u64,
}

#[derive(Debug, Clone)]
enum Regla {
    Las(BTreeSet<u64>),
    Cada(u64),
    AlAzar(f64, Azar),
}

impl Cuando {
    fn segun(regla: Regla) -> Self {
        Self { regla, vistas: 0 }
    }

    /// A ninguna.
    #[must_use]
    pub fn nunca() -> Self {
        Self::las([])
    }

    /// A todas.
    #[must_use]
    pub fn siempre() -> Self {
        Self::cada(1)
    }

    /// A estas y a ninguna más: `las([2, 3])` son la segunda y la tercera.
    #[must_use]
    pub fn las(cuales: impl IntoIterator<Item = u64>) -> Self {
        Self::segun(Regla::Las(cuales.into_iter().collect()))
    }

    /// A una de cada `cuantas`: `cada(10)` son la 10.ª, la 20.ª, la 30.ª… `cada(0)` es [`nunca`](Self::nunca).
    #[must_use]
    pub fn cada(cuantas: u64) -> Self {
        Self::segun(Regla::Cada(cuantas))
    }

    /// A esta `fraccion` de ellas (de 0 a 1), por sorteo. Con la misma semilla, a las mismas.
    #[must_use]
    pub fn al_azar(fraccion: f64, semilla: u64) -> Self {
        Self::segun(Regla::AlAzar(fraccion, Azar::nuevo(semilla)))
    }

    /// Pasa otra pieza: ¿le toca?
    pub fn toca(&mut self) -> bool {
        self.vistas += 1;
        match &mut self.regla {
            Regla::Las(cuales) => cuales.contains(&self.vistas),
            Regla::Cada(cuantas) => *cuantas > 0 && self.vistas.is_multiple_of(*cuantas),
            Regla::AlAzar(fraccion, azar) => azar.fraccion() < *fraccion,
        }
    }
}
