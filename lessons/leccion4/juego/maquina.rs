//! El concurso como una máquina: entra lo que ha pasado y cuándo, y salen los avisos que hay que dar.
//!
//! Aquí no hay sockets, ni hilos, ni reloj: la hora viene con cada jugada. Por eso se puede probar con cualquier
//! secuencia de llegadas, respuestas, marchas y silencios, miles de veces por segundo y sin esperar a nadie
//! (`tests/propiedades.rs`). Los hilos del servidor solo le traen lo que llega y se llevan lo que sale.
//!
//! ```text
//! Sala ──(hay bastantes)──▶ Pregunta ──(todos, o se acaba el tiempo)──▶ Pausa ──▶ Pregunta … ──▶ Terminada
//! ```

use std::time::Duration;

use super::{Avisos, Fase, Id, Juego};

/// Lo que puede pasar.
#[derive(Debug, Clone)]
pub enum Jugada {
    /// Alguien quiere jugar con este nombre.
    Llega { id: Id, equipo: String },
    /// Contesta a la pregunta de este número.
    Responde { id: Id, pregunta: usize, respuesta: String },
    /// Ha colgado, jugara o no.
    SeVa { id: Id },
    /// No ha pasado nada, salvo el tiempo.
    PasaElTiempo,
}

impl Juego {
    // ANCHOR: pasa
    /// Ha pasado esto a esta hora. Devuelve los avisos que hay que dar.
    pub fn pasa(&mut self, ahora: Duration, jugada: Jugada) -> Avisos {
        let mut avisos = Vec::new();
        // Primero el reloj: una respuesta que llega tarde, llega tarde,
        // aunque nadie haya mirado la hora hasta ahora.
        self.poner_en_hora(ahora, &mut avisos);
        match jugada {
            Jugada::Llega { id, equipo } => {
                self.llega(ahora, id, &equipo, &mut avisos)
            }
            Jugada::Responde { id, pregunta, respuesta } => {
                let aviso = self.responde(id, pregunta, &respuesta);
                avisos.push((id, aviso));
            }
            Jugada::SeVa { id } => self.se_va(id, &mut avisos),
            Jugada::PasaElTiempo => {}
        }
        self.cerrar_si_toca(ahora, &mut avisos);
        avisos
    }
    // ANCHOR_END: pasa

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
}
