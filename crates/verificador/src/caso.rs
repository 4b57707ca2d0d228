//! De qué está hecha la comprobación de un reto: una lista de casos, cada uno una conversación con una idea.

use std::time::Duration;

use crate::hallazgo::Paso;
use crate::mesa::Mesa;

/// Un caso de un reto: una conversación con una idea.
#[derive(Clone, Copy)]
pub struct Caso {
    /// Con el que se pide repetirlo: `byte-a-byte`.
    pub nombre: &'static str,
    /// Qué se comprueba, en una frase.
    pub que: &'static str,
    /// Los apartados del enunciado (`§3`) que lo piden.
    pub apartados: &'static [u8],
    lento: bool,
    jugar: fn(&Mesa<'_>) -> Paso,
}

impl Caso {
    pub(crate) const fn nuevo(nombre: &'static str, que: &'static str, jugar: fn(&Mesa<'_>) -> Paso) -> Self {
        Self { nombre, que, apartados: &[], lento: false, jugar }
    }

    /// El mismo, y qué apartados del enunciado lo piden: los que allí llevan `§` y su número.
    pub(crate) const fn pide(self, apartados: &'static [u8]) -> Self {
        Self { apartados, ..self }
    }

    /// El mismo, que tarda segundos aunque todo vaya bien: se juega a la vez que los demás.
    pub(crate) const fn lento(self) -> Self {
        Self { lento: true, ..self }
    }

    /// ¿Tarda segundos aunque todo vaya bien?
    #[must_use]
    pub fn es_lento(&self) -> bool {
        self.lento
    }

    /// Lo juega en esa mesa.
    pub(crate) fn jugar(&self, mesa: &Mesa<'_>) -> Paso {
        (self.jugar)(mesa)
    }
}

/// Un reto que se sabe corregir. Cada uno se declara entero en su fichero de `retos/`.
pub(crate) struct Reto {
    /// El de `curso.toml`.
    pub nombre: &'static str,
    /// Sus casos, de lo sencillo a lo retorcido.
    pub casos: &'static [Caso],
    /// Lo que espera el programa, según su enunciado, a que el otro lado haga algo. Quien no contesta y cuelga al cabo de ese
    /// tiempo no ha contestado tarde: se ha cansado de esperar.
    pub plazo: Option<Duration>,
}
