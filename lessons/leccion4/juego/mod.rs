//! El juego, sin redes: todo lo de esta sala es puro. Aquí está lo que se recuerda de una partida; lo demás:
//!
//! - `maquina.rs`: lo que puede pasar, y los avisos que salen.
//! - `entradas.rs`, `respuestas.rs`: lo que hacen los jugadores: llegar, contestar e irse.
//! - `rondas.rs`: lo que hace el tiempo: preguntar, cerrar, acabar y volver a empezar.
//! - `jugadores.rs`, `clasificacion.rs`: quiénes juegan, y quién va delante.
//! - `baraja.rs`, `preguntas/`: qué se pregunta.
//! - `texto.rs`, `nombres.rs`, `ocupados.rs`: cuándo dos respuestas son la misma, qué nombres valen y cuáles se confunden.

pub mod baraja;
pub mod clasificacion;
mod entradas;
mod jugadores;
pub mod maquina;
pub mod nombres;
mod ocupados;
pub mod preguntas;
pub mod respuestas;
mod rondas;
pub mod texto;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::protocolo::mensajes::Aviso;
use ocupados::Ocupados;
use preguntas::pregunta::Pregunta;

/// Quién es cada conexión. Lo reparte la sala, por orden de llegada.
pub type Id = u64;

/// Lo que hay que decir, y a quién.
pub type Avisos = Vec<(Id, Aviso)>;

#[derive(Debug, Clone, Copy)]
pub struct Reglas {
    /// Cuántos hacen falta para empezar.
    pub jugadores: usize,
    /// Cuánto hay para contestar cada pregunta.
    pub tiempo: Duration,
    /// Cuánto se deja mirar el resultado antes de la siguiente.
    pub pausa: Duration,
}

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
    /// Los nombres que ya tienen dueño: «Ana» y «ANA» se confundirían en la clasificación.
    nombres: Ocupados,
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
            nombres: Ocupados::default(),
            presentes: 0,
            sin_contestar: 0,
        }
    }
}
