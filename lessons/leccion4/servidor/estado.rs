//! Lo que hay detrás del cerrojo de la sala: el juego, la baraja, las conexiones y lo que falta por enviar.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::conexion::Conexion;
use crate::juego::baraja::Baraja;
use crate::juego::{Avisos, Id, Juego, Reglas};
use crate::protocolo::mensajes::Aviso;

/// Lo que hay que enviar, y por dónde.
pub type Envios = Vec<(Arc<Conexion>, Aviso)>;

pub struct Estado {
    pub juego: Juego,
    /// Lo que falta por enviar.
    pub avisos: Avisos,
    baraja: Baraja,
    rondas: usize,
    conexiones: HashMap<Id, Arc<Conexion>>,
    siguiente_id: Id,
}

impl Estado {
    pub fn nuevo(
        reglas: Reglas,
        rondas: usize,
        mut baraja: Baraja,
    ) -> Self {
        Self {
            juego: Juego::nuevo(reglas, baraja.repartir(rondas)),
            avisos: Vec::new(),
            baraja,
            rondas,
            conexiones: HashMap::new(),
            siguiente_id: 1,
        }
    }

    /// Una conexión más. Todavía no juega: le falta unirse.
    pub fn conecta(&mut self, conexion: &Arc<Conexion>) -> Id {
        let id = self.siguiente_id;
        self.siguiente_id += 1;
        self.conexiones.insert(id, Arc::clone(conexion));
        id
    }

    /// Una conexión menos.
    pub fn desconecta(&mut self, id: Id) {
        self.conexiones.remove(&id);
    }

    /// Cómo se llama quien se va por su cuenta, y no porque ya se le haya despedido.
    pub fn quien_se_va(&self, id: Id) -> Option<String> {
        let conexion = self.conexiones.get(&id);
        let despedido = conexion.is_some_and(|suya| suya.despedido());
        let equipo = self.juego.equipo(id).filter(|_| !despedido);
        equipo.map(str::to_string)
    }

    /// Las conexiones a las que todavía no se ha despedido.
    pub fn por_despedir(&self) -> Vec<Arc<Conexion>> {
        self.conexiones
            .values()
            .filter(|conexion| !conexion.despedido())
            .cloned()
            .collect()
    }

    /// Los avisos pendientes, cada uno con su conexión. Si ya ha colgado, no hay a quién decírselo.
    pub fn repartir(&mut self) -> Envios {
        let avisos = std::mem::take(&mut self.avisos).into_iter();
        avisos
            .filter_map(|(id, aviso)| {
                Some((Arc::clone(self.conexiones.get(&id)?), aviso))
            })
            .collect()
    }

    /// Despide a quienes jugaban y reparte las preguntas de la siguiente, en la que entran los que esperaban.
    pub fn siguiente_partida(&mut self, ahora: Duration) {
        for id in self.juego.jugadores() {
            if let Some(conexion) = self.conexiones.get(&id) {
                conexion.despedir();
            }
        }
        let preguntas = self.baraja.repartir(self.rondas);
        let (nuevo, avisos) = self.juego.siguiente(ahora, preguntas);
        self.juego = nuevo;
        self.avisos.extend(avisos);
    }
}
