//! Lo que un cliente recuerda de su partida: qué puede contestar, y qué lleva escrito.

mod cierre;
mod respuestas;

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use redes::consola::visible;
use redes::errores::{Fallo, Resultado};

use crate::pantalla::tablero;
use crate::pantalla::terminal::Terminal;
use crate::protocolo::eleccion::{Protocolo, escribir};
use crate::protocolo::mensajes::{Aviso, Orden};

pub struct Concursante {
    equipo: String,
    protocolo: Protocolo,
    terminal: Terminal,
    unido: bool,
    terminado: bool,
    /// La pregunta que se puede contestar.
    abierta: Option<Abierta>,
    /// Lo que se lleva escrito.
    escrito: String,
    /// Por una tubería, las respuestas que esperan su pregunta: una línea, una respuesta.
    respuestas: Option<Receiver<String>>,
    /// Cuántas preguntas se han contestado.
    respondidas: usize,
}

struct Abierta {
    numero: usize,
    /// Cuándo se cierra, si se sabe.
    hasta: Option<Instant>,
}

impl Concursante {
    pub fn nuevo(
        equipo: String,
        protocolo: Protocolo,
        terminal: Terminal,
        respuestas: Option<Receiver<String>>,
    ) -> Self {
        Self {
            equipo,
            protocolo,
            terminal,
            unido: false,
            terminado: false,
            abierta: None,
            escrito: String::new(),
            respuestas,
            respondidas: 0,
        }
    }

    /// Los bytes con los que se pide jugar.
    ///
    /// # Errors
    /// Si el nombre es tan largo que no cabe ni en un mensaje.
    pub fn unirse(&self) -> Resultado<Vec<u8>> {
        let equipo = self.equipo.clone();
        escribir(&Orden::Unirse { equipo }, self.protocolo).map_err(
            |error| {
                Fallo::de_sistema("no puedo enviar ese nombre", error)
                    .remedio("Elige otro más corto con --equipo.")
            },
        )
    }

    /// Cuenta lo que dice el servidor. Devuelve lo que haya que contestarle ya.
    ///
    /// # Errors
    /// Si no nos admite, y no hay nadie a quien preguntar otro nombre.
    pub fn aviso(
        &mut self,
        aviso: &Aviso,
    ) -> Resultado<Option<Vec<u8>>> {
        match aviso {
            Aviso::Error { motivo } if !self.unido => {
                return self.no_admitido(motivo).map(|()| None);
            }
            Aviso::Bienvenida { equipo, .. }
            | Aviso::EnCola { equipo, .. } => {
                self.unido = true;
                self.equipo.clone_from(equipo);
            }
            Aviso::Pregunta { numero, milisegundos, .. } => {
                self.abrir(
                    *numero,
                    Duration::from_millis(*milisegundos),
                );
            }
            Aviso::Resultado { .. } => self.abierta = None,
            Aviso::Fin { .. } => {
                self.terminado = true;
                self.abierta = None;
            }
            _ => {}
        }
        tablero::contar(&self.terminal, aviso, &self.equipo);
        Ok(self.responder_de_la_tuberia())
    }

    fn abrir(&mut self, numero: usize, tiempo: Duration) {
        // El tiempo lo dice el servidor: uno que no cabe en el reloj es como no decir ninguno.
        let hasta = Instant::now()
            .checked_add(tiempo)
            .filter(|_| !tiempo.is_zero());
        self.abierta = Some(Abierta { numero, hasta });
        self.escrito.clear();
    }

    fn no_admitido(&self, motivo: &str) -> Resultado {
        let motivo = visible(motivo);
        if !self.terminal.viva {
            return Err(Fallo::nuevo(format!(
                "no me han admitido: {motivo}"
            ))
            .remedio("Elige otro nombre con --equipo."));
        }
        self.terminal
            .decir(&format!("  {motivo}. Escribe otro nombre:"));
        Ok(())
    }

    /// Pinta la línea viva, si hay algo que escribir en ella: una respuesta, u otro nombre.
    pub fn repintar(&self) {
        let abierta = self.abierta.as_ref();
        if !self.terminado && (abierta.is_some() || !self.unido) {
            let hasta = abierta.and_then(|abierta| abierta.hasta);
            self.terminal.pintar_linea_viva(hasta, &self.escrito);
        }
    }

    /// Qué ha sido de lo que se ha ido contando.
    ///
    /// # Errors
    /// Si no se ha podido escribir, y no porque ya no hubiera quien lo leyera.
    pub fn balance(&self) -> Resultado {
        self.terminal.balance()
    }
}
