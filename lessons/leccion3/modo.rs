//! Las tres maneras de leer un flujo: sin distinguir mensajes, por líneas o por marcos.
//!
//! Es lo que se elige con `--modo`, y tiene que ser lo mismo en los dos lados: los bytes no dicen en qué formato vienen.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::lineas::escribir_linea;
use crate::marco::escribir_marco;

/// Cómo se distinguen los mensajes dentro del flujo.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modo {
    /// De ninguna manera: bytes, según llegan
    Crudo,
    /// Cada mensaje acaba en un salto de línea
    Lineas,
    /// Cada mensaje lleva delante su longitud, en 4 bytes
    Marco,
}

impl Modo {
    /// Envía un mensaje en este formato. Si no cabe en él, `InvalidInput`.
    pub fn enviar(self, stream: &mut impl Write, mensaje: &str) -> io::Result<()> {
        match self {
            Self::Crudo => stream.write_all(mensaje.as_bytes()),
            Self::Lineas => escribir_linea(stream, mensaje),
            Self::Marco => escribir_marco(stream, mensaje.as_bytes()),
        }
    }
}
