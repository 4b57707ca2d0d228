//! Escuchar a un jugador: sacar de su conexión una orden detrás de otra, en cualquiera de los dos protocolos.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, PoisonError};

use redes::marco::Lector;

use crate::mensajes::{self, Orden};
use crate::pickle;
use crate::protocolo_python::{Traducida, Traductor};

/// Lo que dice un jugador, orden a orden.
pub enum Oyente<'a> {
    Curso(Lector<&'a TcpStream>),
    Python {
        stream: &'a TcpStream,
        leido: Vec<u8>,
        pluma: &'a Mutex<Option<Traductor>>,
    },
}

/// Lo que se ha oído.
pub enum Oido {
    Orden(Orden),
    /// No se entiende, pero se puede seguir escuchando.
    NoEntiendo(String),
    /// El jugador se ha despedido.
    Final,
}

impl Oyente<'_> {
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
            Self::Python { stream, leido, pluma } => {
                siguiente_de_python(stream, leido, pluma)
            }
        }
    }
}

fn siguiente_de_python(
    mut stream: &TcpStream,
    leido: &mut Vec<u8>,
    pluma: &Mutex<Option<Traductor>>,
) -> io::Result<Oido> {
    let mut buffer = [0; 1024];
    loop {
        // Puede haber dos pickles juntos, o medio: cada uno dice dónde acaba.
        let perdido = |motivo| {
            io::Error::new(io::ErrorKind::InvalidData, motivo)
        };
        if let Some((valor, ocupa)) =
            pickle::leer(leido).map_err(perdido)?
        {
            leido.drain(..ocupa);
            let mut pluma =
                pluma.lock().unwrap_or_else(PoisonError::into_inner);
            match pluma.get_or_insert_default().del_cliente(&valor) {
                Ok(Traducida::Orden(orden)) => {
                    return Ok(Oido::Orden(orden));
                }
                Ok(Traducida::Respuesta(bytes)) => {
                    stream.write_all(&bytes)?
                }
                Err(motivo) => return Ok(Oido::NoEntiendo(motivo)),
            }
            continue;
        }
        match stream.read(&mut buffer) {
            Ok(0) if leido.is_empty() => return Ok(Oido::Final),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => leido.extend(&buffer[..leidos]),
            Err(error)
                if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
