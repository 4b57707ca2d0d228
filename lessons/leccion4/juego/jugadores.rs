//! Quiénes juegan y quiénes esperan, cómo van, y cómo se les habla a todos.

use super::clasificacion::{Clasificacion, Marca};
use super::{Avisos, Id, Juego};
use crate::protocolo::mensajes::Aviso;

/// Con más jugadores que estos, no se le cuenta a todo el mundo cada llegada: serían n² avisos.
const SALA_PEQUENA: usize = 30;

impl Juego {
    /// Quiénes juegan, y quiénes jugaban y se han ido.
    pub fn jugadores(&self) -> impl Iterator<Item = Id> {
        self.jugadores.keys().copied()
    }

    /// Cómo se llama quien juega, o quien espera para jugar.
    pub fn equipo(&self, id: Id) -> Option<&str> {
        let jugador = self.jugadores.get(&id);
        let en_cola =
            || self.cola.iter().find(|(otro, _)| *otro == id);
        jugador
            .map(|jugador| &jugador.equipo)
            .or_else(|| en_cola().map(|(_, equipo)| equipo))
            .map(String::as_str)
    }

    /// Cómo va la partida.
    pub fn clasificacion(&self) -> Clasificacion<Id> {
        Clasificacion::de(self.jugadores.iter().map(
            |(&id, jugador)| Marca {
                id,
                equipo: jugador.equipo.clone(),
                puntos: jugador.puntos,
                sigue: jugador.sigue,
            },
        ))
    }

    pub(super) fn contar_la_sala(&self, avisos: &mut Avisos) {
        let (hay, hacen_falta) =
            (self.presentes, self.reglas.jugadores);
        if hay <= SALA_PEQUENA
            || hay.is_multiple_of((hacen_falta / 10).max(1))
        {
            self.a_los_presentes(
                avisos,
                &Aviso::Sala { hay, hacen_falta },
            );
        }
    }

    pub(super) fn a_los_presentes(
        &self,
        avisos: &mut Avisos,
        aviso: &Aviso,
    ) {
        let presentes =
            self.jugadores.iter().filter(|(_, jugador)| jugador.sigue);
        avisos.extend(presentes.map(|(&id, _)| (id, aviso.clone())));
    }
}
