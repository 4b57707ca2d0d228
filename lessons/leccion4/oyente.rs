//! Escuchar a un jugador: sacar de su conexión una orden detrás de otra, en cualquiera de los dos protocolos.

use std::io::{self, Read};

use redes::marco::Lector;

use crate::conexion::Conexion;
use crate::mensajes::{self, Orden};
use redes::pickle;

/// Lo que dice un jugador, orden a orden.
pub enum Oyente<'a> {
    Curso(Lector<&'a Conexion>),
    Python { conexion: &'a Conexion, leido: Vec<u8> },
}

/// Lo que se ha oído.
pub enum Oido {
    Orden(Orden),
    /// No se entiende, pero se puede seguir escuchando.
    NoEntiendo(String),
    /// El jugador se ha despedido.
    Final,
}

impl<'a> Oyente<'a> {
    pub fn nuevo(conexion: &'a Conexion, de_python: bool) -> Self {
        if de_python {
            Self::Python { conexion, leido: Vec::new() }
        } else {
            Self::Curso(Lector::con_limite(conexion, mensajes::LIMITE))
        }
    }

    /// Espera la siguiente orden. Un plazo agotado no pierde nada: se puede volver a llamar.
    ///
    /// # Errors
    /// Los de la conexión; `InvalidData`, si ya no se sabe dónde empieza el mensaje siguiente.
    pub fn siguiente(&mut self) -> io::Result<Oido> {
        match self {
            Self::Curso(lector) => Ok(match lector.leer()? {
                None => Oido::Final,
                Some(cuerpo) => mensajes::entender(&cuerpo)
                    .map_or_else(Oido::NoEntiendo, Oido::Orden),
            }),
            Self::Python { conexion, leido } => {
                siguiente_de_python(conexion, leido)
            }
        }
    }
}

fn siguiente_de_python(
    mut conexion: &Conexion,
    leido: &mut Vec<u8>,
) -> io::Result<Oido> {
    let perdido =
        |motivo| io::Error::new(io::ErrorKind::InvalidData, motivo);
    let mut buffer = [0; 1024];
    loop {
        // Puede haber dos pickles juntos, o medio: cada uno dice dónde acaba.
        while let Some((valor, ocupa)) =
            pickle::leer(leido).map_err(perdido)?
        {
            leido.drain(..ocupa);
            match conexion.traducir(&valor) {
                Ok(Some(orden)) => return Ok(Oido::Orden(orden)),
                Ok(None) => {}
                Err(motivo) => return Ok(Oido::NoEntiendo(motivo)),
            }
        }
        match conexion.read(&mut buffer) {
            Ok(0) if leido.is_empty() => return Ok(Oido::Final),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => leido.extend(&buffer[..leidos]),
            Err(error)
                if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
