//! Lo que hace el tiempo: preguntar, cerrar, acabar y volver a empezar.

use std::time::Duration;

use super::clasificacion::CABEZA;
use super::ocupados::Ocupados;
use super::preguntas::pregunta::Pregunta;
use super::{Avisos, Fase, Juego};
use crate::protocolo::mensajes::Aviso;

impl Juego {
    /// Hace lo que tenía hora y ya ha pasado, en orden.
    pub(super) fn poner_en_hora(
        &mut self,
        ahora: Duration,
        avisos: &mut Avisos,
    ) {
        match self.fase {
            Fase::Pregunta { indice, hasta } if ahora >= hasta => {
                self.cerrar(indice, ahora, avisos)
            }
            Fase::Pausa { siguiente, hasta } if ahora >= hasta => {
                self.preguntar(siguiente, ahora, avisos)
            }
            _ => {}
        }
    }

    /// No hay que esperar más si ya han contestado todos, o si no queda nadie.
    pub(super) fn cerrar_si_toca(
        &mut self,
        ahora: Duration,
        avisos: &mut Avisos,
    ) {
        match self.fase {
            Fase::Pregunta { .. } | Fase::Pausa { .. }
                if self.presentes == 0 =>
            {
                self.fase = Fase::Terminada
            }
            Fase::Pregunta { indice, .. }
                if self.sin_contestar == 0 =>
            {
                self.cerrar(indice, ahora, avisos)
            }
            _ => {}
        }
    }

    pub(super) fn preguntar(
        &mut self,
        indice: usize,
        ahora: Duration,
        avisos: &mut Avisos,
    ) {
        let Some(pregunta) = self.preguntas.get(indice) else {
            return self.acabar(avisos);
        };
        let tiempo = self.reglas.tiempo;
        let aviso = Aviso::Pregunta {
            numero: indice + 1,
            de: self.preguntas.len(),
            texto: pregunta.texto.clone(),
            milisegundos: u64::try_from(tiempo.as_millis())
                .unwrap_or(u64::MAX),
        };
        self.fase = Fase::Pregunta {
            indice,
            hasta: ahora.saturating_add(tiempo),
        };
        self.sin_contestar = self.presentes;
        self.jugadores
            .values_mut()
            .for_each(|jugador| jugador.respuesta = None);
        self.a_los_presentes(avisos, &aviso);
    }

    fn cerrar(
        &mut self,
        indice: usize,
        ahora: Duration,
        avisos: &mut Avisos,
    ) {
        let correcta = self.preguntas[indice].correcta();
        for (id, tabla) in self.clasificacion().tablas() {
            let respuesta = self.jugadores[&id].respuesta;
            let (contestaste, acertaste) =
                (respuesta.is_some(), respuesta == Some(true));
            let correcta = correcta.to_string();
            avisos.push((
                id,
                Aviso::Resultado {
                    numero: indice + 1,
                    correcta,
                    contestaste,
                    acertaste,
                    tabla,
                },
            ));
        }
        self.fase = Fase::Pausa {
            siguiente: indice + 1,
            hasta: ahora.saturating_add(self.reglas.pausa),
        };
        // Tras la última no hay nada que esperar.
        if indice + 1 == self.preguntas.len() {
            self.acabar(avisos);
        }
    }

    fn acabar(&mut self, avisos: &mut Avisos) {
        self.fase = Fase::Terminada;
        self.nombres = Ocupados::de(self.cola.iter());
        let clasificacion = self.clasificacion();
        // Con dos mil ganadores empatados, tampoco se dicen todos.
        let mut ganadores = clasificacion.ganadores();
        ganadores.truncate(CABEZA);
        for (id, tabla) in clasificacion.tablas() {
            avisos.push((
                id,
                Aviso::Fin { ganadores: ganadores.clone(), tabla },
            ));
        }
    }

    /// La partida siguiente, con quienes esperaban en la cola.
    pub fn siguiente(
        &mut self,
        ahora: Duration,
        preguntas: Vec<Pregunta>,
    ) -> (Self, Avisos) {
        let mut nuevo = Self::nuevo(self.reglas, preguntas);
        let mut avisos = Vec::new();
        for (id, equipo) in std::mem::take(&mut self.cola) {
            nuevo.llega(ahora, id, &equipo, &mut avisos);
        }
        (nuevo, avisos)
    }
}
