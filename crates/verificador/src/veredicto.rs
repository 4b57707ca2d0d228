//! El veredicto: cómo ha salido cada caso que se ha jugado, y qué se deduce del reto entero.

use std::time::Duration;

use crate::caso::Caso;
use crate::hallazgo::Hallazgo;

/// Cómo ha salido un caso.
pub enum Veredicto {
    /// Bien.
    Bien,
    /// Mal: esto es lo que se ha visto.
    Mal(Box<Hallazgo>),
    /// No se ha podido comprobar, y por qué.
    NoComprobable(String),
}

/// Un caso jugado.
pub struct Resultado {
    /// El caso.
    pub caso: Caso,
    /// Cómo ha salido.
    pub veredicto: Veredicto,
    /// Lo que ha tardado.
    pub tiempo: Duration,
}

impl Resultado {
    /// ¿Ha salido bien?
    #[must_use]
    pub fn bien(&self) -> bool {
        matches!(self.veredicto, Veredicto::Bien)
    }
}

/// Lo que ha dado de sí la comprobación de un reto.
pub struct Informe {
    /// El nombre del reto.
    pub reto: String,
    /// De la que ha salido lo que se ha enviado: con ella se repite igual.
    pub semilla: u64,
    /// Los casos jugados, en su orden. Con el primero que sale mal se deja de jugar.
    pub resultados: Vec<Resultado>,
    /// Cuántos casos no se han jugado por eso.
    pub sin_jugar: usize,
}

impl Informe {
    /// El veredicto del reto: el primero que no esté bien.
    #[must_use]
    pub fn veredicto(&self) -> &Veredicto {
        self.resultados
            .iter()
            .map(|resultado| &resultado.veredicto)
            .find(|v| !matches!(v, Veredicto::Bien))
            .unwrap_or(&Veredicto::Bien)
    }

    /// El código del diagnóstico, si está mal.
    #[must_use]
    pub fn codigo(&self) -> Option<&'static str> {
        match self.veredicto() {
            Veredicto::Mal(hallazgo) => Some(hallazgo.codigo),
            _ => None,
        }
    }

    /// Con qué código de salida acaba quien solo comprueba esto: 0 bien, 1 mal, 2 no comprobable.
    #[must_use]
    pub fn salida(&self) -> u8 {
        match self.veredicto() {
            Veredicto::Bien => 0,
            Veredicto::Mal(_) => 1,
            Veredicto::NoComprobable(_) => 2,
        }
    }
}
