//! Oír a un jugador: sacar de su conexión una orden detrás de otra, en cualquiera de los dos protocolos.

use std::io::{self, ErrorKind};

use redes::consola::avisar;
use redes::errores::explicar;
use redes::marco::Lector;
use redes::red::es_plazo;

use super::conexion::{Conexion, PACIENCIA};
use crate::protocolo::eleccion::Protocolo;
use crate::protocolo::marcos::{self, LIMITE};
use crate::protocolo::mensajes::Orden;
use crate::protocolo::python::pickles::LectorDePickles;

/// Lo que se ha oído.
pub enum Oido {
    Orden(Orden),
    /// No se entiende, pero se puede seguir escuchando.
    NoEntiendo(String),
    /// No hay más que oír: por qué hay que colgarle o, si se ha ido él, nada.
    Final(Option<String>),
}

/// Lo que dice un jugador, orden a orden.
pub struct Oyente<'a> {
    conexion: &'a Conexion,
    lector: Lectura<'a>,
}

enum Lectura<'a> {
    Curso(Lector<&'a Conexion>),
    Python(LectorDePickles<&'a Conexion>),
}

impl<'a> Oyente<'a> {
    pub fn nuevo(
        conexion: &'a Conexion,
        protocolo: Protocolo,
    ) -> Self {
        let lector = match protocolo {
            Protocolo::Curso => {
                Lectura::Curso(Lector::con_limite(conexion, LIMITE))
            }
            Protocolo::Python => {
                Lectura::Python(LectorDePickles::nuevo(conexion))
            }
        };
        Self { conexion, lector }
    }

    /// Espera a que diga algo.
    pub fn siguiente(&mut self) -> Oido {
        loop {
            match self.leer() {
                Ok(oido) => return oido,
                // Nadie ha dicho nada en un rato. ¿Le seguimos esperando?
                Err(error) if es_plazo(&error) => {
                    if self.conexion.despedido() {
                        return Oido::Final(None);
                    } else if self.conexion.se_retrasa() {
                        return Oido::Final(Some(format!(
                            "lleva {} s conectado sin unirse",
                            PACIENCIA.as_secs()
                        )));
                    }
                }
                Err(error) => return self.se_acabo(&error),
            }
        }
    }

    fn leer(&mut self) -> io::Result<Oido> {
        match &mut self.lector {
            Lectura::Curso(lector) => Ok(match lector.leer()? {
                None => Oido::Final(None),
                Some(cuerpo) => marcos::entender(&cuerpo)
                    .map_or_else(Oido::NoEntiendo, Oido::Orden),
            }),
            Lectura::Python(lector) => loop {
                let Some(valor) = lector.leer()? else {
                    return Ok(Oido::Final(None));
                };
                match self.conexion.traducir(&valor) {
                    Ok(Some(orden)) => return Ok(Oido::Orden(orden)),
                    Ok(None) => {}
                    Err(motivo) => {
                        return Ok(Oido::NoEntiendo(motivo));
                    }
                }
            },
        }
    }

    fn se_acabo(&self, error: &io::Error) -> Oido {
        if error.kind() == ErrorKind::InvalidData {
            // Ya no se sabe dónde empieza el mensaje siguiente: no hay más que hablar.
            return Oido::Final(Some(explicar(error)));
        }
        // Se ha ido de golpe, o a mitad de un mensaje. Ya no hay a quién contárselo.
        if !self.conexion.despedido() {
            avisar(&format!(
                "{}: se ha ido: {}",
                self.conexion.cliente,
                explicar(error)
            ));
        }
        Oido::Final(None)
    }
}
