//! Lo que se apunta de una llegada en la terminal, sin nada de fuera que la pueda estropear.

use std::fmt;

use redes::consola::escapado;

use crate::http::peticion::Llegada;

impl fmt::Display for Llegada {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Peticion(pide) => write!(
                f,
                "{} {}",
                escapado(&pide.metodo, 20),
                escapado(&pide.destino, 60)
            ),
            Self::Silencio(motivo) | Self::Rechazo(_, motivo) => {
                write!(f, "{motivo}")
            }
        }
    }
}
