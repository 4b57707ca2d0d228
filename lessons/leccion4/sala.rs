//! La sala: lo que comparten todos los hilos, y cómo se esperan unos a otros.
//!
//! Cada jugador tiene su hilo, que trae lo que llega de su conexión. Todos se lo cuentan al mismo [`Juego`], así que
//! está detrás de un cerrojo (`Mutex`). Y hay un hilo más, el presentador, que duerme hasta que hay algo que anunciar:
//! eso es una `Condvar`, lo que en Python se llama `Event`… con una diferencia que importa. Quien espera en una
//! `Condvar` **vuelve a mirar** al despertar, con el cerrojo echado. Mirar y después esperar, por separado, deja un
//! hueco en medio, y si el aviso llega en ese hueco no lo oye nadie (la guía lo enseña ocurriendo).
//!
//! Lo que nunca se hace con el cerrojo echado es escribir en la red: los avisos se dejan en una lista y el presentador
//! los envía después. Como los envía uno solo, a cada jugador le llegan en orden.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::baraja::Baraja;
use crate::conexion::Conexion;
use crate::cronica;
use crate::juego::{Avisos, Id, Juego, Reglas, Suceso};
use crate::mensajes::Aviso;

pub struct Sala {
    estado: Mutex<Estado>,
    /// «Hay algo que anunciar».
    novedad: Condvar,
    inicio: Instant,
    rondas: usize,
    /// Dónde se cuenta lo que va pasando: en la pantalla, salvo en la guía.
    anunciar: fn(&str),
}

struct Estado {
    juego: Juego,
    baraja: Baraja,
    conexiones: HashMap<Id, Arc<Conexion>>,
    /// Lo que falta por enviar.
    avisos: Avisos,
    siguiente_id: Id,
}

impl Sala {
    pub fn nueva(
        reglas: Reglas,
        rondas: usize,
        mut baraja: Baraja,
        anunciar: fn(&str),
    ) -> Self {
        let juego = Juego::nuevo(reglas, baraja.repartir(rondas));
        let estado = Estado {
            juego,
            baraja,
            conexiones: HashMap::new(),
            avisos: Vec::new(),
            siguiente_id: 1,
        };
        Self {
            estado: Mutex::new(estado),
            novedad: Condvar::new(),
            inicio: Instant::now(),
            rondas,
            anunciar,
        }
    }

    /// Alguien ha conectado. Todavía no juega: le falta unirse.
    pub fn conecta(&self, conexion: &Arc<Conexion>) -> Id {
        let mut estado = self.mirar();
        let id = estado.siguiente_id;
        estado.siguiente_id += 1;
        estado.conexiones.insert(id, Arc::clone(conexion));
        id
    }

    /// Alguien ha colgado, antes o después de jugar.
    pub fn desconecta(&self, id: Id) {
        let quien = {
            let estado = self.mirar();
            let despedido = estado
                .conexiones
                .get(&id)
                .is_some_and(|suya| suya.despedido());
            estado
                .juego
                .equipo(id)
                .filter(|_| !despedido)
                .map(str::to_string)
        };
        if let Some(equipo) = quien {
            (self.anunciar)(&format!("«{equipo}» se va"));
        }
        // Irse siempre se puede.
        let _ = self.suceso(Suceso::SeVa { id });
        self.mirar().conexiones.remove(&id);
    }

    // ANCHOR: suceso
    /// Lo que trae el hilo de un jugador. Si no vale, devuelve por qué.
    pub fn suceso(&self, suceso: Suceso) -> Result<(), String> {
        let mut estado = self.mirar();
        let mut avisos =
            estado.juego.suceso(self.inicio.elapsed(), suceso);
        let fallo = avisos
            .pop_if(|(_, aviso)| matches!(aviso, Aviso::Error { .. }));
        estado.avisos.extend(avisos);
        // Despierta al presentador. El cerrojo se suelta al salir de aquí.
        self.novedad.notify_one();
        match fallo {
            Some((_, Aviso::Error { motivo })) => Err(motivo),
            _ => Ok(()),
        }
    }
    // ANCHOR_END: suceso

    /// El presentador: anuncia lo que va pasando hasta que termina la partida. Después deja preparada la siguiente.
    pub fn presentar_partida(&self) {
        loop {
            let (avisos, terminada) = self.esperar_novedad();
            for linea in
                cronica::contar(avisos.iter().map(|(_, aviso)| aviso))
            {
                (self.anunciar)(&linea);
            }
            for (conexion, aviso) in &avisos {
                conexion.decir(aviso);
            }
            if terminada {
                if !avisos.iter().any(|(_, aviso)| {
                    matches!(aviso, Aviso::Fin { .. })
                }) {
                    (self.anunciar)(
                        "fin de la partida: no queda nadie",
                    );
                }
                return self.siguiente_partida();
            }
        }
    }

    // ANCHOR: esperar
    /// Duerme hasta que haya algo que anunciar. No gasta procesador.
    fn esperar_novedad(&self) -> (Vec<(Arc<Conexion>, Aviso)>, bool) {
        let mut estado = self.mirar();
        loop {
            let ahora = self.inicio.elapsed();
            let falta = estado
                .juego
                .proximo()
                .map(|hora| hora.saturating_sub(ahora));
            if falta.is_some_and(|falta| falta.is_zero()) {
                let avisos =
                    estado.juego.suceso(ahora, Suceso::PasaElTiempo);
                estado.avisos.extend(avisos);
            }
            if !estado.avisos.is_empty() || estado.juego.terminado() {
                return (estado.repartir(), estado.juego.terminado());
            }
            // `wait` suelta el cerrojo y se duerme en un solo paso: no hay
            // hueco en el que perderse el aviso. Y al despertar, el `loop`
            // vuelve a mirar: quizá haya sido en falso.
            estado = match falta {
                None => self
                    .novedad
                    .wait(estado)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(falta) => {
                    self.novedad
                        .wait_timeout(estado, falta)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
    }
    // ANCHOR_END: esperar

    /// Despide a quienes jugaban y reparte las preguntas de la siguiente, en la que entran los que esperaban.
    fn siguiente_partida(&self) {
        let mut estado = self.mirar();
        let Estado { juego, baraja, conexiones, avisos, .. } =
            &mut *estado;
        for id in juego.jugadores() {
            if let Some(conexion) = conexiones.get(&id) {
                conexion.despedir();
            }
        }
        let (nuevo, nuevos) = juego.siguiente(
            self.inicio.elapsed(),
            baraja.repartir(self.rondas),
        );
        *juego = nuevo;
        avisos.extend(nuevos);
    }

    /// No habrá más partidas.
    pub fn cerrar(&self) {
        let conexiones: Vec<Arc<Conexion>> =
            self.mirar().conexiones.values().cloned().collect();
        for conexion in
            conexiones.iter().filter(|conexion| !conexion.despedido())
        {
            conexion.decir(&Aviso::Error {
                motivo: "no hay más partidas: el servidor se despide"
                    .to_string(),
            });
            conexion.despedir();
        }
    }

    fn mirar(&self) -> MutexGuard<'_, Estado> {
        self.estado.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Estado {
    /// Los avisos pendientes, cada uno con su conexión. Si ya ha colgado, no hay a quién decírselo.
    fn repartir(&mut self) -> Vec<(Arc<Conexion>, Aviso)> {
        let avisos = std::mem::take(&mut self.avisos).into_iter();
        avisos
            .filter_map(|(id, aviso)| {
                Some((Arc::clone(self.conexiones.get(&id)?), aviso))
            })
            .collect()
    }
}
