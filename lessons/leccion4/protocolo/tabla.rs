//! La clasificación, como viaja por el cable: a cada jugador, la cabeza y su propio puesto.

use serde::{Deserialize, Serialize};

/// La clasificación vista por un jugador: la cabeza y su propio puesto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabla {
    pub puesto: usize,
    pub puntos: u32,
    pub jugadores: usize,
    pub cabeza: Vec<Puesto>,
}

/// Una línea de la clasificación. Los empatados comparten puesto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Puesto {
    pub puesto: usize,
    pub equipo: String,
    pub puntos: u32,
    /// `false` si se fue a mitad de partida.
    pub sigue: bool,
}
