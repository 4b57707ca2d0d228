//! Con qué protocolo se habla: el del curso, o el de los programas de Python.

use clap::ValueEnum;

use super::marcos::enmarcar;
use super::mensajes::Orden;
use super::python::pickles::lista_de_textos;

/// Cómo se habla por el cable.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocolo {
    /// Marcos con JSON dentro
    Curso,
    /// Pickles, como los programas de la serie de Python
    Python,
}

/// Los bytes de una orden, en cada protocolo.
pub fn escribir(orden: &Orden, protocolo: Protocolo) -> Vec<u8> {
    match (protocolo, orden) {
        (Protocolo::Python, Orden::Unirse { equipo }) => {
            lista_de_textos("JOIN", equipo)
        }
        (Protocolo::Python, Orden::Responder { respuesta, .. }) => {
            lista_de_textos("4", respuesta)
        }
        // Un nombre o una respuesta tan largos que no caben en un marco se quedan en nada: el servidor dirá que faltan.
        (Protocolo::Curso, orden) => {
            enmarcar(orden).unwrap_or_default()
        }
    }
}
