//! Lo que se contesta: por una tubería, una línea detrás de otra; con el teclado, tecla a tecla.

use redes::consola::visible;
use redes::errores::Resultado;

use super::{Abierta, Concursante};
use crate::cliente::novedad::Tecla;
use crate::juego::respuestas::RESPUESTA_MAXIMA;
use crate::protocolo::eleccion::{Protocolo, escribir};
use crate::protocolo::mensajes::Orden;

impl Concursante {
    /// Una tecla. Con Intro, se envía lo escrito: el nombre, si aún no nos han admitido, o la respuesta.
    ///
    /// # Errors
    /// Si el nombre es tan largo que no cabe ni en un mensaje.
    pub fn tecla(
        &mut self,
        tecla: Tecla,
    ) -> Resultado<Option<Vec<u8>>> {
        match tecla {
            // Más no lo admite el servidor: quien pega un libro entero no llena la memoria.
            Tecla::Letra(letra)
                if self.escrito.chars().count() < RESPUESTA_MAXIMA =>
            {
                self.escrito.push(letra);
            }
            Tecla::Borrar => drop(self.escrito.pop()),
            Tecla::BorrarTodo => self.escrito.clear(),
            Tecla::Intro if self.escrito.trim().is_empty() => {}
            Tecla::Intro
                if !self.unido
                    && self.protocolo == Protocolo::Curso =>
            {
                self.equipo = std::mem::take(&mut self.escrito);
                return self.unirse().map(Some);
            }
            Tecla::Intro => {
                let respuesta = std::mem::take(&mut self.escrito);
                return Ok(self.responder(respuesta));
            }
            Tecla::Letra(_) | Tecla::Salir => {}
        }
        Ok(None)
    }

    /// Si hay una pregunta abierta y ha llegado una línea por la tubería, es su respuesta; si no, cada una espera a la otra.
    pub fn responder_de_la_tuberia(&mut self) -> Option<Vec<u8>> {
        self.abierta.as_ref()?;
        let respuesta = self.respuestas.as_ref()?.try_recv().ok()?;
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
        // Cabe siempre: lo que se teclea y lo que llega por la tubería tienen su límite.
        escribir(&orden, self.protocolo).ok()
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::pantalla::terminal::Terminal;
    use crate::protocolo::mensajes::Aviso;

    #[test]
    fn un_libro_pegado_en_el_teclado_no_se_guarda() {
        let mut ana = Concursante::nuevo(
            "Ana".to_string(),
            Protocolo::Curso,
            Terminal::nueva(false),
            None,
        );
        let bienvenida = Aviso::Bienvenida {
            equipo: "Ana".to_string(),
            hay: 1,
            hacen_falta: 1,
        };
        ana.aviso(&bienvenida).unwrap();
        // Un plazo que no cabe en el reloj tampoco la hace fallar.
        let pregunta = Aviso::Pregunta {
            numero: 1,
            de: 1,
            texto: "¿?".to_string(),
            milisegundos: u64::MAX,
        };
        ana.aviso(&pregunta).unwrap();
        for _ in 0..10_000 {
            assert_eq!(ana.tecla(Tecla::Letra('🦀')).unwrap(), None);
        }
        let enviado = ana.tecla(Tecla::Intro).unwrap().unwrap();
        let letras =
            String::from_utf8_lossy(&enviado).matches('🦀').count();
        assert_eq!(letras, RESPUESTA_MAXIMA);
    }

    #[test]
    fn un_nombre_que_no_cabe_se_dice_y_no_se_espera_en_silencio() {
        for protocolo in [Protocolo::Curso, Protocolo::Python] {
            let sin_fin = Concursante::nuevo(
                "x".repeat(10_000),
                protocolo,
                Terminal::nueva(false),
                None,
            );
            let fallo = sin_fin.unirse().unwrap_err().to_string();
            assert!(
                fallo.starts_with("no puedo enviar ese nombre: "),
                "{fallo}"
            );
        }
    }
}
