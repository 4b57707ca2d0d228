//! Lo que se contesta: por una tubería, una línea detrás de otra; con el teclado, tecla a tecla.

use redes::consola::visible;

use super::{Abierta, Concursante};
use crate::cliente::novedad::Tecla;
use crate::protocolo::eleccion::{Protocolo, escribir};
use crate::protocolo::mensajes::Orden;

impl Concursante {
    /// Una línea de la tubería: si hay una pregunta abierta, es su respuesta; si no, espera a la siguiente.
    pub fn linea(&mut self, linea: String) -> Option<Vec<u8>> {
        self.respuestas.push_back(linea);
        self.responder_de_la_tuberia()
    }

    /// Una tecla. Con Intro, se envía lo escrito: el nombre, si aún no nos han admitido, o la respuesta.
    pub fn tecla(&mut self, tecla: Tecla) -> Option<Vec<u8>> {
        match tecla {
            Tecla::Letra(letra) => self.escrito.push(letra),
            Tecla::Borrar => drop(self.escrito.pop()),
            Tecla::BorrarTodo => self.escrito.clear(),
            Tecla::Intro if self.escrito.trim().is_empty() => {}
            Tecla::Intro
                if !self.unido
                    && self.protocolo == Protocolo::Curso =>
            {
                self.equipo = std::mem::take(&mut self.escrito);
                return Some(self.unirse());
            }
            Tecla::Intro => {
                let respuesta = std::mem::take(&mut self.escrito);
                return self.responder(respuesta);
            }
            Tecla::Salir => {}
        }
        None
    }

    pub(super) fn responder_de_la_tuberia(
        &mut self,
    ) -> Option<Vec<u8>> {
        self.abierta.as_ref()?;
        let respuesta = self.respuestas.pop_front()?;
        self.responder(respuesta)
    }

    fn responder(&mut self, respuesta: String) -> Option<Vec<u8>> {
        let Some(Abierta { numero, .. }) = self.abierta.take() else {
            self.terminal.decir(
                "  (ahora no hay ninguna pregunta que contestar)",
            );
            return None;
        };
        self.respondidas += 1;
        self.terminal.decir(&format!("  > {}", visible(&respuesta)));
        let orden = Orden::Responder { pregunta: numero, respuesta };
        Some(escribir(&orden, self.protocolo))
    }
}
