//! Lo que se apunta de una llegada en la terminal, sin nada de fuera que la pueda estropear.

use std::fmt;

use crate::http::peticion::Llegada;
use crate::texto::visible;

impl fmt::Display for Llegada {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peticion(pide) => write!(
                f,
                "{} {}",
                visible(&pide.metodo, 20),
                visible(&pide.destino, 60)
            ),
            Self::Silencio(motivo) | Self::Rechazo(_, motivo) => {
                write!(f, "{motivo}")
            }
        }
    }
}
