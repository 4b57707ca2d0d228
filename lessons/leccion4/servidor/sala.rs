//! La sala: lo que comparten todos los hilos, y cómo se esperan unos a otros.
//!
//! Cada jugador tiene su hilo, que trae lo que llega de su conexión. Todos se lo cuentan al mismo juego, así que está
//! detrás de un cerrojo (`Mutex`). Y hay un hilo más, el presentador, que duerme hasta que hay algo que anunciar:
//! eso es una `Condvar`, lo que en Python se llama `Event`… con una diferencia que importa. Quien espera en una
//! `Condvar` **vuelve a mirar** al despertar, con el cerrojo echado. Mirar y después esperar, por separado, deja un
//! hueco en medio, y si el aviso llega en ese hueco no lo oye nadie (la guía lo enseña ocurriendo).
//!
//! Lo que nunca se hace con el cerrojo echado es escribir en la red: los avisos se dejan en una lista y el presentador
//! los envía después. Como los envía uno solo, a cada jugador le llegan en orden.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Instant;

use redes::hilos::sin_veneno;

use super::conexion::Conexion;
use super::estado::{Anunciar, Anuncio, Estado};
use crate::juego::Id;
use crate::juego::maquina::Jugada;

pub struct Sala {
    estado: Mutex<Estado>,
    /// «Hay algo que anunciar».
    novedad: Condvar,
    inicio: Instant,
    /// Dónde se cuenta lo que va pasando: en la pantalla, salvo en la guía.
    pub anunciar: Anunciar,
}

impl Sala {
    pub fn nueva(estado: Estado, anunciar: Anunciar) -> Self {
        Self {
            estado: Mutex::new(estado),
            novedad: Condvar::new(),
            inicio: Instant::now(),
            anunciar,
        }
    }

    /// Alguien ha conectado. Todavía no juega: le falta unirse.
    pub fn conecta(&self, conexion: &Arc<Conexion>) -> Id {
        self.mirar().conecta(conexion)
    }

    // ANCHOR: jugada
    /// Lo que trae el hilo de un jugador. Si no vale, devuelve por qué.
    pub fn jugada(&self, jugada: Jugada) -> Result<(), String> {
        let mut estado = self.mirar();
        let hecho = estado.jugada(self.inicio.elapsed(), jugada);
        // Despierta al presentador. El cerrojo se suelta al salir de aquí.
        self.novedad.notify_one();
        hecho
    }
    // ANCHOR_END: jugada

    // ANCHOR: esperar
    /// Duerme hasta que haya algo que anunciar. No gasta procesador.
    pub fn esperar_anuncio(&self) -> Anuncio {
        let mut estado = self.mirar();
        loop {
            let falta = estado.poner_en_hora(self.inicio.elapsed());
            if let Some(anuncio) = estado.anuncio() {
                return anuncio;
            }
            // `wait` suelta el cerrojo y se duerme en un solo paso: no hay
            // hueco en el que perderse el aviso. Y al despertar, el `loop`
            // vuelve a mirar: quizá haya sido en falso.
            estado = match falta {
                None => sin_veneno(self.novedad.wait(estado)),
                Some(falta) => {
                    sin_veneno(
                        self.novedad.wait_timeout(estado, falta),
                    )
                    .0
                }
            };
        }
    }
    // ANCHOR_END: esperar

    /// Se prepara la partida siguiente, en la que entran los que esperaban.
    pub fn siguiente_partida(&self) {
        self.mirar().siguiente_partida(self.inicio.elapsed());
    }

    /// Alguien ha colgado, antes o después de jugar.
    pub fn desconecta(&self, id: Id) {
        let quien = self.mirar().quien_se_va(id);
        if let Some(equipo) = quien {
            (self.anunciar)(&format!("«{equipo}» se va"));
        }
        // Irse siempre se puede.
        let _ = self.jugada(Jugada::SeVa { id });
        self.mirar().desconecta(id);
    }

    /// No habrá más partidas.
    pub fn cerrar(&self) {
        let quedan = self.mirar().por_despedir();
        quedan.iter().for_each(|conexion| conexion.cerrar());
    }

    fn mirar(&self) -> MutexGuard<'_, Estado> {
        // Si otro hilo murió con el cerrojo echado, la partida de los demás sigue.
        sin_veneno(self.estado.lock())
    }
}
