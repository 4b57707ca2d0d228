//! Lo que hay detrás del cerrojo de la sala: el juego, la baraja, las conexiones y lo que falta por enviar.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::conexion::Conexion;
use super::reloj::{LATIDO, Reloj};
use crate::juego::baraja::Baraja;
use crate::juego::maquina::Jugada;
use crate::juego::{Avisos, Id, Juego, Reglas};
use crate::protocolo::mensajes::Aviso;

/// Lo que hay que anunciar: cada aviso, con la conexión por la que va, y si con ellos acaba la partida.
pub struct Anuncio {
    pub envios: Vec<(Arc<Conexion>, Aviso)>,
    pub terminada: bool,
}

/// Quien cuenta lo que va pasando.
pub type Anunciar = Box<dyn Fn(&str) + Send + Sync>;

pub struct Estado {
    juego: Juego,
    /// Lo que falta por enviar.
    avisos: Avisos,
    baraja: Baraja,
    rondas: usize,
    conexiones: HashMap<Id, Arc<Conexion>>,
    siguiente_id: Id,
    reloj: Reloj,
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
            reloj: Reloj::default(),
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

    /// Cómo se llama quien se va por su cuenta: con la partida acabada, o ya despedido, nadie se va antes de tiempo.
    pub fn quien_se_va(&self, id: Id) -> Option<String> {
        let conexion = self.conexiones.get(&id);
        let despedido = conexion.is_some_and(|suya| suya.despedido());
        let a_tiempo = despedido || self.juego.terminado();
        let equipo = self.juego.equipo(id).filter(|_| !a_tiempo);
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

    /// Se lo cuenta al juego, y guarda lo que haya que anunciar. Si no vale, devuelve por qué.
    pub fn jugada(
        &mut self,
        ahora: Duration,
        jugada: Jugada,
    ) -> Result<(), String> {
        let ahora = self.reloj.hora(ahora);
        let mut avisos = self.juego.pasa(ahora, jugada);
        let fallo = avisos
            .pop_if(|(_, aviso)| matches!(aviso, Aviso::Error { .. }));
        self.avisos.extend(avisos);
        match fallo {
            Some((_, Aviso::Error { motivo })) => Err(motivo),
            _ => Ok(()),
        }
    }

    /// Hace lo que ya tenga hora, y dice cuándo hay que volver a mirar; `None`, si nada tiene hora.
    pub fn poner_en_hora(
        &mut self,
        ahora: Duration,
    ) -> Option<Duration> {
        let ahora = self.reloj.hora(ahora);
        if self.juego.proximo().is_some_and(|hora| hora <= ahora) {
            let avisos = self.juego.pasa(ahora, Jugada::PasaElTiempo);
            self.avisos.extend(avisos);
        }
        let proximo = self.juego.proximo();
        proximo.map(|hora| hora.saturating_sub(ahora).min(LATIDO))
    }

    /// Lo que hay que anunciar, si hay algo. A quien ya ha colgado no hay por dónde decírselo.
    pub fn anuncio(&mut self) -> Option<Anuncio> {
        let terminada = self.juego.terminado();
        if self.avisos.is_empty() && !terminada {
            return None;
        }
        let avisos = std::mem::take(&mut self.avisos).into_iter();
        let envios = avisos
            .filter_map(|(id, aviso)| {
                Some((Arc::clone(self.conexiones.get(&id)?), aviso))
            })
            .collect();
        Some(Anuncio { envios, terminada })
    }

    /// Despide a quienes jugaban y reparte las preguntas de la siguiente, en la que entran los que esperaban.
    pub fn siguiente_partida(&mut self, ahora: Duration) {
        for id in self.juego.jugadores() {
            if let Some(conexion) = self.conexiones.get(&id) {
                conexion.despedir();
            }
        }
        let ahora = self.reloj.hora(ahora);
        let preguntas = self.baraja.repartir(self.rondas);
        let (nuevo, avisos) = self.juego.siguiente(ahora, preguntas);
        self.juego = nuevo;
        self.avisos.extend(avisos);
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::juego::preguntas::lectura::incluidas;

    #[test]
    fn tras_una_suspension_la_pregunta_sigue_abierta() {
        let tiempo = Duration::from_secs(20);
        let reglas =
            Reglas { jugadores: 1, tiempo, pausa: Duration::ZERO };
        let baraja = Baraja::nueva(incluidas().unwrap(), 1);
        let mut estado = Estado::nuevo(reglas, 1, baraja);
        let (id, equipo) = (1, "Ana".to_string());
        estado
            .jugada(Duration::ZERO, Jugada::Llega { id, equipo })
            .unwrap();
        // Se mira a menudo: así se nota cuándo no se ha podido.
        assert_eq!(estado.poner_en_hora(LATIDO), Some(LATIDO));
        // Una hora después, lo que ya había contestado vale.
        let responde = Jugada::Responde {
            id,
            pregunta: 1,
            respuesta: "42".to_string(),
        };
        assert_eq!(estado.jugada(180 * tiempo, responde), Ok(()));
    }
}
