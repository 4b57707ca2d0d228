//! Contestar a la pregunta abierta, y las maneras de hacerlo mal.

use super::{Fase, Id, Juego};
use crate::protocolo::mensajes::Aviso;

/// Lo más larga que puede ser una respuesta, en letras.
pub const RESPUESTA_MAXIMA: usize = 300;

impl Juego {
    pub(super) fn responde(
        &mut self,
        id: Id,
        numero: usize,
        respuesta: &str,
    ) -> Aviso {
        match self.apuntar(id, numero, respuesta) {
            Ok(acierto) => Aviso::Anotada { numero, acierto },
            Err(motivo) => Aviso::Error { motivo },
        }
    }

    /// Apunta la respuesta y dice si es buena o, si no se le puede admitir, por qué.
    fn apuntar(
        &mut self,
        id: Id,
        numero: usize,
        respuesta: &str,
    ) -> Result<bool, String> {
        let Some(jugador) = self.jugadores.get_mut(&id) else {
            let espera = self.cola.iter().any(|(otro, _)| *otro == id);
            let motivo = if espera {
                "espera: juegas la partida siguiente"
            } else {
                "antes de contestar, únete"
            };
            return Err(motivo.to_string());
        };
        let pregunta = &self.preguntas[self.fase.indice_de(numero)?];
        if jugador.respuesta.is_some() {
            return Err(format!(
                "ya has contestado a la pregunta {numero}: cuenta la primera respuesta"
            ));
        }
        if respuesta.chars().count() > RESPUESTA_MAXIMA {
            return Err(format!(
                "esa respuesta es demasiado larga: caben {RESPUESTA_MAXIMA} letras"
            ));
        }
        let acierto = pregunta.acierta(respuesta);
        jugador.respuesta = Some(acierto);
        jugador.puntos += u32::from(acierto);
        self.sin_contestar -= 1;
        Ok(acierto)
    }
}

impl Fase {
    /// El índice de la pregunta número `numero`, si es la que está abierta; si no, por qué no se puede contestar.
    fn indice_de(self, numero: usize) -> Result<usize, String> {
        // Cuántas se han hecho ya, contando la abierta.
        let hechas = match self {
            Fase::Pregunta { indice, .. } if numero == indice + 1 => {
                return Ok(indice);
            }
            Fase::Pregunta { indice, .. } => indice + 1,
            Fase::Pausa { siguiente, .. } => siguiente,
            Fase::Sala => {
                return Err(
                    "la partida aún no ha empezado".to_string()
                );
            }
            Fase::Terminada => {
                return Err("la partida ya ha terminado".to_string());
            }
        };
        Err(if (1..=hechas).contains(&numero) {
            format!("la pregunta {numero} ya se ha cerrado")
        } else {
            format!("la pregunta {numero} no se ha hecho")
        })
    }
}
