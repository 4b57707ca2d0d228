//! En el servidor: qué pide un cliente de Python, y cómo se le cuenta lo que pasa en el juego. Sin sockets.

use redes::consola::visible;
use redes::pickle::Valor;

use super::pickles::tupla;
use super::relato::contar;
use crate::protocolo::mensajes::{Aviso, Orden};

/// Lo que hay que recordar de la conversación con un cliente de Python.
#[derive(Debug, Default)]
pub struct Traductor {
    /// Ha pedido pregunta y no se le ha dado.
    pide: bool,
    /// La pregunta que se puede contestar ahora.
    abierta: Option<(usize, String)>,
    /// El número de la última que se le ha dado.
    dada: usize,
    /// La última que se le ha dado, si no la ha contestado.
    pendiente: Option<usize>,
}

/// Lo que sale de una petición del cliente.
#[derive(Debug, PartialEq, Eq)]
pub enum Traducida {
    /// Una orden para el juego.
    Orden(Orden),
    /// Se le contesta esto ahora mismo (quizá nada), y el juego no se entera.
    Respuesta(Vec<u8>),
}

impl Traductor {
    /// Lo que pide el cliente.
    ///
    /// # Errors
    /// Por qué no se entiende.
    pub fn del_cliente(
        &mut self,
        valor: &Valor,
    ) -> Result<Traducida, String> {
        // En los programas de la serie unas cosas son listas y otras, tuplas.
        let Some([Valor::Texto(orden), Valor::Texto(texto)]) =
            valor.partes()
        else {
            return Err("esperaba una lista con dos textos, como [\"JOIN\", nombre]".to_string());
        };
        match &**orden {
            "JOIN" => Ok(Traducida::Orden(Orden::Unirse {
                equipo: texto.to_string(),
            })),
            "QUES" => {
                // Si la repite cuando aún tiene que contestar, no quiere otra.
                let numero_abierta =
                    self.abierta.as_ref().map(|(numero, _)| *numero);
                self.pide = self.pendiente.is_none()
                    || self.pendiente != numero_abierta;
                Ok(Traducida::Respuesta(self.dar_pregunta()))
            }
            "4" => Ok(self.contestar(texto)),
            otra => Err(format!(
                "no conozco la orden «{}»: aquí solo hay JOIN, QUES y 4",
                visible(otra)
            )),
        }
    }

    /// Lo que se le dice al cliente cuando el juego avisa de esto.
    pub fn del_servidor(&mut self, aviso: &Aviso) -> Vec<u8> {
        match aviso {
            Aviso::Pregunta { numero, texto, .. } => {
                self.abierta = Some((*numero, texto.clone()));
                self.dar_pregunta()
            }
            Aviso::Resultado { .. } => {
                self.abierta = None;
                Vec::new()
            }
            otro => contar(otro),
        }
    }

    /// La pregunta, si la ha pedido y hay una abierta que no se le ha dado.
    fn dar_pregunta(&mut self) -> Vec<u8> {
        match &self.abierta {
            Some((numero, texto))
                if self.pide && *numero > self.dada =>
            {
                self.pide = false;
                self.dada = *numero;
                self.pendiente = Some(*numero);
                // El programa de Python lo escribe tal cual en su terminal.
                tupla(1, &visible(texto))
            }
            _ => Vec::new(),
        }
    }

    fn contestar(&mut self, respuesta: &str) -> Traducida {
        let abierta = self.abierta.as_ref().map(|(numero, _)| *numero);
        match self.pendiente.take() {
            Some(numero) if abierta == Some(numero) => {
                Traducida::Orden(Orden::Responder {
                    pregunta: numero,
                    respuesta: respuesta.to_string(),
                })
            }
            // Contesta a una que ya se cerró: no acierta, pero sigue jugando.
            Some(_) => {
                let tarde = tupla(
                    3,
                    "Llegas tarde: esa pregunta ya se había cerrado.",
                );
                Traducida::Respuesta(
                    [tupla(7, "Incorrecto"), tarde].concat(),
                )
            }
            None => Traducida::Respuesta(tupla(
                3,
                "Ya has contestado, o no has pedido ninguna pregunta.",
            )),
        }
    }
}
