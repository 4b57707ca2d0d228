//! Lo que hacen los jugadores: llegar, contestar e irse.

use std::time::Duration;

use super::{Avisos, Fase, Id, Juego, Jugador};
use crate::mensajes::Aviso;
use crate::nombres::nombre_valido;
use crate::texto::simplificar;

/// Lo más larga que puede ser una respuesta, en letras.
const RESPUESTA_MAXIMA: usize = 300;

impl Juego {
    pub(super) fn llega(
        &mut self,
        ahora: Duration,
        id: Id,
        equipo: &str,
        avisos: &mut Avisos,
    ) {
        let equipo = match self.admitir(id, equipo) {
            Ok(equipo) => equipo,
            Err(motivo) => {
                return avisos.push((id, Aviso::Error { motivo }));
            }
        };
        if self.fase != Fase::Sala {
            avisos.push((
                id,
                Aviso::EnCola {
                    equipo: equipo.clone(),
                    delante: self.cola.len(),
                },
            ));
            self.cola.push((id, equipo));
            return;
        }
        self.presentes += 1;
        let (hay, hacen_falta) =
            (self.presentes, self.reglas.jugadores);
        avisos.push((
            id,
            Aviso::Bienvenida {
                equipo: equipo.clone(),
                hay,
                hacen_falta,
            },
        ));
        self.contar_la_sala(avisos);
        self.jugadores.insert(
            id,
            Jugador {
                equipo,
                puntos: 0,
                sigue: true,
                respuesta: None,
            },
        );
        if hay >= hacen_falta {
            let rondas = self.preguntas.len();
            self.a_los_presentes(avisos, |_, _| Aviso::Empieza {
                jugadores: hay,
                rondas,
            });
            self.preguntar(0, ahora, avisos);
        }
    }

    pub(super) fn admitir(
        &mut self,
        id: Id,
        equipo: &str,
    ) -> Result<String, String> {
        let equipo = nombre_valido(equipo)?;
        if let Some(nombre) = self.equipo(id) {
            return Err(format!("ya te has unido, como «{nombre}»"));
        }
        if self.nombres.insert(simplificar(&equipo)) {
            Ok(equipo)
        } else {
            Err(format!("ya hay un equipo que se llama «{equipo}»"))
        }
    }

    pub(super) fn responde(
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
        let (abierta, siguiente) = match self.fase {
            Fase::Pregunta { indice, .. } => {
                (Some(indice), indice + 1)
            }
            Fase::Pausa { siguiente, .. } => (None, siguiente),
            Fase::Sala => {
                return Err(
                    "la partida aún no ha empezado".to_string()
                );
            }
            Fase::Terminada => {
                return Err("la partida ya ha terminado".to_string());
            }
        };
        let pregunta = match abierta {
            Some(indice) if numero == indice + 1 => {
                &self.preguntas[indice]
            }
            _ if (1..=siguiente).contains(&numero) => {
                return Err(format!(
                    "la pregunta {numero} ya se ha cerrado"
                ));
            }
            _ => {
                return Err(format!(
                    "la pregunta {numero} no se ha hecho"
                ));
            }
        };
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

    pub(super) fn se_va(&mut self, id: Id, avisos: &mut Avisos) {
        if let Some(lugar) =
            self.cola.iter().position(|(otro, _)| *otro == id)
        {
            let (_, equipo) = self.cola.remove(lugar);
            self.nombres.remove(&simplificar(&equipo));
            return;
        }
        let Some(jugador) = self
            .jugadores
            .get_mut(&id)
            .filter(|jugador| jugador.sigue)
        else {
            return;
        };
        self.presentes -= 1;
        // Su nombre queda libre: quizá vuelva, para la siguiente.
        self.nombres.remove(&simplificar(&jugador.equipo));
        if self.fase == Fase::Sala {
            // Todavía no jugaba: deja libre también su sitio.
            self.jugadores.remove(&id);
            return self.contar_la_sala(avisos);
        }
        jugador.sigue = false;
        if matches!(self.fase, Fase::Pregunta { .. })
            && jugador.respuesta.is_none()
        {
            self.sin_contestar -= 1;
        }
    }
}
