//! Lo que puede pasar mientras se espera un eco por UDP, contado a una persona.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use redes::cifras::{self, en_bytes};

/// Algo que ha pasado y que no es el eco que se espera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aviso {
    /// Se ha acabado un plazo.
    SinRespuesta { espera: Duration, van: u32, de: u32 },
    /// Ha escrito alguien que no es el servidor.
    Extranio(SocketAddr),
    /// Ha escrito alguien desde el puerto del servidor, pero en otra dirección.
    OtraCara(SocketAddr),
    /// El eco de otra petición, con su número.
    Tardia(u32),
    /// Un datagrama del servidor, de tantos bytes, que no es el eco de lo enviado.
    Distinta(usize),
    /// Un datagrama que no cabía en el búfer.
    Cortado,
}

impl Aviso {
    /// Ha escrito `de`, que no es el servidor; o quizá sí, con otra cara: el mismo puerto y otra dirección.
    pub fn de_otro(de: SocketAddr, servidor: SocketAddr) -> Self {
        if de.port() == servidor.port() { Self::OtraCara(de) } else { Self::Extranio(de) }
    }
}

impl fmt::Display for Aviso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SinRespuesta { espera, van, de } => {
                let espera = cifras::duracion(*espera);
                let sigue = if van < de { "; lo envío otra vez" } else { "" };
                write!(f, "intento {van} de {de}: {espera} sin respuesta{sigue}")
            }
            Self::Extranio(de) => write!(f, "ha escrito {de}, que no es el servidor: no le hago caso"),
            Self::OtraCara(de) => write!(
                f,
                "ha escrito {de}: es el puerto del servidor, pero no su dirección, y no le hago caso. Si es él, que contesta por \
                 otra de las suyas, llámalo por esa: --host {}",
                de.ip()
            ),
            Self::Tardia(numero) => {
                write!(f, "ha llegado el eco de la petición {numero}, que ya no se espera: lo dejo")
            }
            Self::Distinta(bytes) => {
                write!(f, "ha llegado otra cosa ({}), que no es el eco de lo enviado: la dejo", en_bytes(*bytes))
            }
            Self::Cortado => write!(f, "ha llegado un datagrama que no cabe: lo dejo"),
        }
    }
}
