//! Lo que hace el tiempo: preguntar, cerrar y acabar.

use std::time::Duration;

use super::{Avisos, Fase, Id, Juego, Jugador};
use crate::clasificacion::CABEZA;
use crate::mensajes::Aviso;
use crate::texto::simplificar;

/// Con más jugadores que estos, no se le cuenta a todo el mundo cada llegada: serían n² avisos.
const SALA_PEQUENA: usize = 30;

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
        self.a_los_presentes(avisos, |_, _| aviso.clone());
    }

    pub(super) fn cerrar(
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

    pub(super) fn acabar(&mut self, avisos: &mut Avisos) {
        self.fase = Fase::Terminada;
        let en_cola = self.cola.iter();
        self.nombres =
            en_cola.map(|(_, equipo)| simplificar(equipo)).collect();
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

    pub(super) fn contar_la_sala(&self, avisos: &mut Avisos) {
        let (hay, hacen_falta) =
            (self.presentes, self.reglas.jugadores);
        if hay <= SALA_PEQUENA
            || hay.is_multiple_of((hacen_falta / 10).max(1))
        {
            self.a_los_presentes(avisos, |_, _| Aviso::Sala {
                hay,
                hacen_falta,
            });
        }
    }

    pub(super) fn a_los_presentes(
        &self,
        avisos: &mut Avisos,
        aviso: impl Fn(Id, &Jugador) -> Aviso,
    ) {
        let presentes =
            self.jugadores.iter().filter(|(_, jugador)| jugador.sigue);
        avisos.extend(
            presentes.map(|(&id, jugador)| (id, aviso(id, jugador))),
        );
    }
}
