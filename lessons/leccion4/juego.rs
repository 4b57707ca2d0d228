//! El concurso como una máquina: entra lo que ha pasado y cuándo, y salen los avisos que hay que dar.
//!
//! Aquí no hay sockets, ni hilos, ni reloj: la hora viene con cada suceso. Por eso se puede probar con cualquier
//! secuencia de llegadas, respuestas, marchas y silencios, miles de veces por segundo y sin esperar a nadie
//! (`tests/propiedades.rs`). Los hilos de `sala.rs` solo le traen lo que llega y se llevan lo que sale.
//!
//! ```text
//! Sala ──(hay bastantes)──▶ Pregunta ──(todos, o se acaba el tiempo)──▶ Pausa ──▶ Pregunta … ──▶ Terminada
//! ```

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use crate::clasificacion::{Clasificacion, Marca};
use crate::mensajes::Aviso;
use crate::nombres::nombre_valido;
use crate::preguntas::Pregunta;
use crate::texto::simplificar;

/// Quién es cada conexión. Lo reparte la sala, por orden de llegada.
pub type Id = u64;

/// Lo más larga que puede ser una respuesta, en letras.
const RESPUESTA_MAXIMA: usize = 300;

/// Con más jugadores que estos, no se le cuenta a todo el mundo cada llegada: serían n² avisos.
const SALA_PEQUENA: usize = 30;

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

    fn llega(
        &mut self,
        ahora: Duration,
        id: Id,
        equipo: &str,
        avisos: &mut Avisos,
    ) {
        let equipo = match self.admitir(id, equipo) {
            Ok(equipo) => equipo,
            Err(motivo) => {
                return avisos.push((id, Aviso::Error { motivo }));
            }
        };
        if self.fase != Fase::Sala {
            avisos.push((
                id,
                Aviso::EnCola {
                    equipo: equipo.clone(),
                    delante: self.cola.len(),
                },
            ));
            self.cola.push((id, equipo));
            return;
        }
        self.presentes += 1;
        let (hay, hacen_falta) =
            (self.presentes, self.reglas.jugadores);
        avisos.push((
            id,
            Aviso::Bienvenida {
                equipo: equipo.clone(),
                hay,
                hacen_falta,
            },
        ));
        self.contar_la_sala(avisos);
        self.jugadores.insert(
            id,
            Jugador {
                equipo,
                puntos: 0,
                sigue: true,
                respuesta: None,
            },
        );
        if hay >= hacen_falta {
            let rondas = self.preguntas.len();
            self.a_los_presentes(avisos, |_, _| Aviso::Empieza {
                jugadores: hay,
                rondas,
            });
            self.preguntar(0, ahora, avisos);
        }
    }

    fn admitir(
        &mut self,
        id: Id,
        equipo: &str,
    ) -> Result<String, String> {
        let equipo = nombre_valido(equipo)?;
        let dentro =
            self.jugadores.get(&id).map(|jugador| &jugador.equipo);
        if let Some(nombre) = dentro.or(self
            .cola
            .iter()
            .find(|(otro, _)| *otro == id)
            .map(|(_, nombre)| nombre))
        {
            return Err(format!("ya te has unido, como «{nombre}»"));
        }
        if self.nombres.insert(simplificar(&equipo)) {
            Ok(equipo)
        } else {
            Err(format!("ya hay un equipo que se llama «{equipo}»"))
        }
    }

    fn responde(
        &mut self,
        id: Id,
        numero: usize,
        respuesta: &str,
    ) -> Result<bool, String> {
        let Some(jugador) = self.jugadores.get_mut(&id) else {
            let espera = self.cola.iter().any(|(otro, _)| *otro == id);
            let motivo = if espera {
                "espera: juegas la partida siguiente"
            } else {
                "antes de contestar, únete"
            };
            return Err(motivo.to_string());
        };
        let (abierta, siguiente) = match self.fase {
            Fase::Pregunta { indice, .. } => {
                (Some(indice), indice + 1)
            }
            Fase::Pausa { siguiente, .. } => (None, siguiente),
            Fase::Sala => {
                return Err(
                    "la partida aún no ha empezado".to_string()
                );
            }
            Fase::Terminada => {
                return Err("la partida ya ha terminado".to_string());
            }
        };
        let pregunta = match abierta {
            Some(indice) if numero == indice + 1 => {
                &self.preguntas[indice]
            }
            _ if (1..=siguiente).contains(&numero) => {
                return Err(format!(
                    "la pregunta {numero} ya se ha cerrado"
                ));
            }
            _ => {
                return Err(format!(
                    "la pregunta {numero} no se ha hecho"
                ));
            }
        };
        if jugador.respuesta.is_some() {
            return Err(format!(
                "ya has contestado a la pregunta {numero}: cuenta la primera respuesta"
            ));
        }
        if respuesta.chars().count() > RESPUESTA_MAXIMA {
            return Err(format!(
                "esa respuesta es demasiado larga: caben {RESPUESTA_MAXIMA} letras"
            ));
        }
        let acierto = pregunta.acierta(respuesta);
        jugador.respuesta = Some(acierto);
        jugador.puntos += u32::from(acierto);
        self.sin_contestar -= 1;
        Ok(acierto)
    }

    fn se_va(&mut self, id: Id, avisos: &mut Avisos) {
        if let Some(lugar) =
            self.cola.iter().position(|(otro, _)| *otro == id)
        {
            let (_, equipo) = self.cola.remove(lugar);
            self.nombres.remove(&simplificar(&equipo));
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
        self.nombres.remove(&simplificar(&jugador.equipo));
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

    /// Hace lo que tenía hora y ya ha pasado, en orden.
    fn poner_en_hora(&mut self, ahora: Duration, avisos: &mut Avisos) {
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
    fn cerrar_si_toca(
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

    fn preguntar(
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
        let en_cola = self.cola.iter();
        self.nombres =
            en_cola.map(|(_, equipo)| simplificar(equipo)).collect();
        let clasificacion = self.clasificacion();
        // Con dos mil ganadores empatados, tampoco se dicen todos.
        let mut ganadores = clasificacion.ganadores();
        ganadores.truncate(crate::clasificacion::CABEZA);
        for (id, tabla) in clasificacion.tablas() {
            avisos.push((
                id,
                Aviso::Fin { ganadores: ganadores.clone(), tabla },
            ));
        }
    }

    fn contar_la_sala(&self, avisos: &mut Avisos) {
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

    fn a_los_presentes(
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
