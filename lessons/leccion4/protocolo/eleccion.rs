//! Con qué protocolo se habla: el del curso, o el de los programas de Python.

use std::io;

use clap::ValueEnum;
use redes::cifras::en_bytes;
use redes::pickle::LIMITE;

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
///
/// # Errors
/// Si lleva un texto tan largo que no cabe en un mensaje.
pub fn escribir(
    orden: &Orden,
    protocolo: Protocolo,
) -> io::Result<Vec<u8>> {
    let bytes = match (protocolo, orden) {
        (Protocolo::Python, Orden::Unirse { equipo }) => {
            lista_de_textos("JOIN", equipo)
        }
        (Protocolo::Python, Orden::Responder { respuesta, .. }) => {
            lista_de_textos("4", respuesta)
        }
        (Protocolo::Curso, orden) => return enmarcar(orden),
    };
    if bytes.len() > LIMITE {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("ese texto pasa de {}", en_bytes(LIMITE)),
        ));
    }
    Ok(bytes)
}
