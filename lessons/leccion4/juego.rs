//! El concurso como una máquina: entra lo que ha pasado y cuándo, y salen los avisos que hay que dar.
//!
//! Aquí no hay sockets, ni hilos, ni reloj: la hora viene con cada suceso. Por eso se puede probar con cualquier
//! secuencia de llegadas, respuestas, marchas y silencios, miles de veces por segundo y sin esperar a nadie
//! (`tests/propiedades.rs`). Los hilos de `sala.rs` solo le traen lo que llega y se llevan lo que sale.
//!
//! ```text
//! Sala ──(hay bastantes)──▶ Pregunta ──(todos, o se acaba el tiempo)──▶ Pausa ──▶ Pregunta … ──▶ Terminada
//! ```

#[path = "juego/entradas.rs"]
mod entradas;
#[path = "juego/rondas.rs"]
mod rondas;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use crate::clasificacion::{Clasificacion, Marca};
use crate::mensajes::Aviso;
use crate::preguntas::Pregunta;

/// Quién es cada conexión. Lo reparte la sala, por orden de llegada.
pub type Id = u64;

#[derive(Debug, Clone, Copy)]
pub struct Reglas {
    /// Cuántos hacen falta para empezar.
    pub jugadores: usize,
    /// Cuánto hay para contestar cada pregunta.
    pub tiempo: Duration,
    /// Cuánto se deja mirar el resultado antes de la siguiente.
    pub pausa: Duration,
}

/// Lo que puede pasar.
#[derive(Debug, Clone)]
pub enum Suceso {
    Llega {
        id: Id,
        equipo: String,
    },
    Responde {
        id: Id,
        pregunta: usize,
        respuesta: String,
    },
    SeVa {
        id: Id,
    },
    /// No ha pasado nada, salvo el tiempo.
    PasaElTiempo,
}

/// Lo que hay que decir, y a quién.
pub type Avisos = Vec<(Id, Aviso)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fase {
    Sala,
    Pregunta { indice: usize, hasta: Duration },
    Pausa { siguiente: usize, hasta: Duration },
    Terminada,
}

#[derive(Debug)]
struct Jugador {
    equipo: String,
    puntos: u32,
    sigue: bool,
    /// Si ha contestado a la pregunta abierta, si ha acertado.
    respuesta: Option<bool>,
}

/// Una partida, y la cola de quienes esperan la siguiente.
#[derive(Debug)]
pub struct Juego {
    reglas: Reglas,
    /// Las de esta partida, ya elegidas y sin repetir.
    preguntas: Vec<Pregunta>,
    fase: Fase,
    jugadores: BTreeMap<Id, Jugador>,
    cola: Vec<(Id, String)>,
    /// Los nombres ocupados, ya simplificados: «Ana» y «ANA» se confundirían en la clasificación.
    nombres: HashSet<String>,
    /// Cuántos jugadores no se han ido.
    presentes: usize,
    /// Cuántos de los presentes no han contestado a la pregunta abierta.
    sin_contestar: usize,
}

impl Juego {
    pub fn nuevo(reglas: Reglas, preguntas: Vec<Pregunta>) -> Self {
        Self {
            reglas,
            preguntas,
            fase: Fase::Sala,
            jugadores: BTreeMap::new(),
            cola: Vec::new(),
            nombres: HashSet::new(),
            presentes: 0,
            sin_contestar: 0,
        }
    }

    // ANCHOR: suceso
    /// Ha pasado esto a esta hora. Devuelve los avisos que hay que dar.
    pub fn suceso(
        &mut self,
        ahora: Duration,
        suceso: Suceso,
    ) -> Avisos {
        let mut avisos = Vec::new();
        // Primero el reloj: una respuesta que llega tarde, llega tarde,
        // aunque nadie haya mirado la hora hasta ahora.
        self.poner_en_hora(ahora, &mut avisos);
        match suceso {
            Suceso::Llega { id, equipo } => {
                self.llega(ahora, id, &equipo, &mut avisos)
            }
            Suceso::Responde { id, pregunta, respuesta } => {
                let aviso = match self
                    .responde(id, pregunta, &respuesta)
                {
                    Ok(acierto) => {
                        Aviso::Anotada { numero: pregunta, acierto }
                    }
                    Err(motivo) => Aviso::Error { motivo },
                };
                avisos.push((id, aviso));
            }
            Suceso::SeVa { id } => self.se_va(id, &mut avisos),
            Suceso::PasaElTiempo => {}
        }
        self.cerrar_si_toca(ahora, &mut avisos);
        avisos
    }
    // ANCHOR_END: suceso

    /// Cuándo hay que avisar de que ha pasado el tiempo, aunque no ocurra nada más.
    pub fn proximo(&self) -> Option<Duration> {
        match self.fase {
            Fase::Pregunta { hasta, .. }
            | Fase::Pausa { hasta, .. } => Some(hasta),
            Fase::Sala | Fase::Terminada => None,
        }
    }

    pub fn terminado(&self) -> bool {
        self.fase == Fase::Terminada
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

    /// Quiénes jugaban: ya se les puede despedir.
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
}
