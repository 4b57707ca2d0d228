//! Llegar e irse: a la sala, a la partida o a la cola.

use std::time::Duration;

use super::maquina::Jugada;
use super::nombres::nombre_valido;
use super::{Avisos, Fase, Id, Juego, Jugador};
use crate::protocolo::mensajes::{Aviso, Orden};

impl Jugada {
    /// Lo que pide el jugador `id`, como jugada.
    pub fn de(id: Id, orden: Orden) -> Self {
        match orden {
            Orden::Unirse { equipo } => Self::Llega { id, equipo },
            Orden::Responder { pregunta, respuesta } => {
                Self::Responde { id, pregunta, respuesta }
            }
        }
    }
}

impl Juego {
    pub(super) fn llega(
        &mut self,
        ahora: Duration,
        id: Id,
        equipo: &str,
        avisos: &mut Avisos,
    ) {
        match self.admitir(id, equipo) {
            Err(motivo) => avisos.push((id, Aviso::Error { motivo })),
            Ok(equipo) if self.fase == Fase::Sala => {
                self.entra_en_la_sala(id, equipo, avisos);
                self.empezar_si_estan(ahora, avisos);
            }
            Ok(equipo) => {
                let delante = self.cola.len();
                self.cola.push((id, equipo.clone()));
                avisos.push((id, Aviso::EnCola { equipo, delante }));
            }
        }
    }

    fn admitir(
        &mut self,
        id: Id,
        equipo: &str,
    ) -> Result<String, String> {
        let equipo = nombre_valido(equipo)?;
        if let Some(nombre) = self.equipo(id) {
            return Err(format!("ya te has unido, como «{nombre}»"));
        }
        self.nombres.ocupar(id, &equipo).map(|()| equipo)
    }

    fn entra_en_la_sala(
        &mut self,
        id: Id,
        equipo: String,
        avisos: &mut Avisos,
    ) {
        self.presentes += 1;
        let bienvenida = Aviso::Bienvenida {
            equipo: equipo.clone(),
            hay: self.presentes,
            hacen_falta: self.reglas.jugadores,
        };
        avisos.push((id, bienvenida));
        // Antes de que sea uno de ellos: él ya lo sabe.
        self.contar_la_sala(avisos);
        let jugador = Jugador {
            equipo,
            puntos: 0,
            sigue: true,
            respuesta: None,
        };
        self.jugadores.insert(id, jugador);
    }

    fn empezar_si_estan(
        &mut self,
        ahora: Duration,
        avisos: &mut Avisos,
    ) {
        if self.presentes >= self.reglas.jugadores {
            let empieza = Aviso::Empieza {
                jugadores: self.presentes,
                rondas: self.preguntas.len(),
            };
            self.a_los_presentes(avisos, &empieza);
            self.preguntar(0, ahora, avisos);
        }
    }

    pub(super) fn se_va(&mut self, id: Id, avisos: &mut Avisos) {
        if let Some(lugar) =
            self.cola.iter().position(|(otro, _)| *otro == id)
        {
            let (_, equipo) = self.cola.remove(lugar);
            self.nombres.liberar(id, &equipo);
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
        self.nombres.liberar(id, &jugador.equipo);
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
