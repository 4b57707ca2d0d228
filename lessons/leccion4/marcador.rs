//! Lo que se ve en el cliente: la sala, la pregunta con su cuenta atrás, el resultado y la clasificación.
//!
//! En una terminal, la última línea está viva: se repinta con los segundos que quedan y lo que llevas escrito.

mod pintar;

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use redes::consola::Estilo;
use redes::errores::{Fallo, Resultado};

use crate::Protocolo;
use crate::cliente::escribir;
use crate::cronica::{contados, quien_gana};
use crate::mensajes::{Aviso, Orden};
use crate::teclado::Tecla;
use crate::texto::visible;

pub struct Marcador {
    equipo: String,
    protocolo: Protocolo,
    en_terminal: bool,
    unido: bool,
    terminado: bool,
    /// La pregunta que se puede contestar.
    abierta: Option<Abierta>,
    /// Lo que se lleva escrito.
    escrito: String,
    /// Por una tubería, las respuestas que esperan su pregunta.
    respuestas: VecDeque<String>,
    /// Cuántas preguntas se han contestado.
    respondidas: usize,
}

struct Abierta {
    numero: usize,
    /// Cuándo se cierra, si se sabe.
    hasta: Option<Instant>,
}

impl Marcador {
    pub fn nuevo(
        equipo: String,
        protocolo: Protocolo,
        en_terminal: bool,
    ) -> Self {
        Self {
            equipo,
            protocolo,
            en_terminal,
            unido: false,
            terminado: false,
            abierta: None,
            escrito: String::new(),
            respuestas: VecDeque::new(),
            respondidas: 0,
        }
    }

    /// Los bytes con los que se pide jugar.
    pub fn unirse(&self) -> Vec<u8> {
        escribir(
            &Orden::Unirse { equipo: self.equipo.clone() },
            self.protocolo,
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
            Aviso::Bienvenida { equipo, hay, hacen_falta } => {
                self.unido = true;
                self.equipo.clone_from(equipo);
                self.decir(&format!(
                    "Hola, {}. En la sala: {hay} de {hacen_falta}.",
                    visible(equipo)
                ));
            }
            Aviso::Sala { hay, hacen_falta } => self.decir(&format!(
                "En la sala: {hay} de {hacen_falta}."
            )),
            Aviso::EnCola { equipo, delante } => {
                self.unido = true;
                self.equipo.clone_from(equipo);
                let antes = if *delante == 0 {
                    String::new()
                } else {
                    format!(" Antes que tú esperan {delante}.")
                };
                self.decir(&format!(
                    "Hola, {}. Hay una partida en marcha: juegas la siguiente.{antes}",
                    visible(equipo)
                ));
            }
            Aviso::Empieza { jugadores, rondas } => {
                let (cuantos, preguntas) = (
                    contados(*jugadores, "jugador", "es"),
                    contados(*rondas, "pregunta", "s"),
                );
                self.decir(&format!(
                    "¡Empieza la partida! {cuantos}, {preguntas}."
                ));
            }
            Aviso::Pregunta { numero, de, texto, milisegundos } => {
                return Ok(self.preguntar(
                    *numero,
                    *de,
                    texto,
                    Duration::from_millis(*milisegundos),
                ));
            }
            Aviso::Anotada { .. } => self
                .decir("  Anotada. Espera a que contesten los demás."),
            Aviso::Resultado {
                correcta,
                contestaste,
                acertaste,
                tabla,
                ..
            } => {
                self.abierta = None;
                let correcta = visible(correcta);
                let (estilo, como) = match (contestaste, acertaste) {
                    (true, true) => (Estilo::Bien, "✔ ¡Correcto!"),
                    (true, false) => (Estilo::Mal, "✘ No."),
                    (false, _) => {
                        (Estilo::Mal, "✘ Se acabó el tiempo.")
                    }
                };
                self.decir_con(
                    estilo,
                    &format!("  {como} Era «{correcta}»."),
                );
                self.tabla(tabla);
            }
            Aviso::Fin { ganadores, tabla } => {
                self.terminado = true;
                self.abierta = None;
                let ganadores: Vec<String> = ganadores
                    .iter()
                    .map(|ganador| visible(ganador))
                    .collect();
                self.decir("");
                self.decir_con(
                    Estilo::Titulo,
                    &format!(
                        "Fin de la partida: {}.",
                        quien_gana(&ganadores, &tabla.cabeza)
                    ),
                );
                self.decir(&format!(
                    "Has quedado en el puesto {} de {}, con {}.",
                    tabla.puesto,
                    tabla.jugadores,
                    contados(tabla.puntos as usize, "punto", "s")
                ));
            }
            Aviso::Nota { texto } => {
                self.decir(&format!("  {}", visible(texto)))
            }
            Aviso::Error { motivo } => return self.error(motivo),
        }
        Ok(None)
    }

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

    /// El servidor ha colgado.
    ///
    /// # Errors
    /// Si no era el momento.
    pub fn cierre(
        &mut self,
        como: io::Result<()>,
        con: &str,
    ) -> Resultado {
        self.abierta = None;
        self.borrar_linea_viva();
        match como {
            // El servidor de Python no se despide de otra manera.
            Ok(())
                if self.terminado
                    || self.protocolo == Protocolo::Python =>
            {
                Ok(())
            }
            Err(_) if self.terminado => Ok(()),
            // El de Python cuelga sin leer nuestra última petición, y
            // eso corta la conexión en vez de cerrarla.
            Err(error)
                if self.protocolo == Protocolo::Python
                    && self.respondidas > 0
                    && error.kind()
                        == io::ErrorKind::ConnectionReset =>
            {
                Ok(())
            }
            Err(error)
                if error.kind() == io::ErrorKind::InvalidData =>
            {
                Err(Fallo::de_sistema(
                    format!("no entiendo lo que dice {con}"),
                    error,
                )
                .remedio("¿Está el servidor en el mismo --protocolo?"))
            }
            Ok(()) => Err(Fallo::nuevo(format!(
                "{con} ha colgado antes de que acabara la partida"
            ))
            .remedio("Mira qué dice el servidor en su terminal.")),
            Err(error) => Err(Fallo::al_conversar(con, error)),
        }
    }

    /// Te vas tú.
    ///
    /// # Errors
    /// Ninguno: irse es asunto tuyo.
    pub fn salir(&mut self) -> Resultado {
        self.borrar_linea_viva();
        self.decir("Hasta otra.");
        Ok(())
    }

    fn preguntar(
        &mut self,
        numero: usize,
        de: usize,
        texto: &str,
        tiempo: Duration,
    ) -> Option<Vec<u8>> {
        let cual = if de == 0 {
            format!("Pregunta {numero}")
        } else {
            format!("Pregunta {numero} de {de}")
        };
        self.decir("");
        self.decir_con(Estilo::Titulo, &cual);
        self.decir_con(
            Estilo::Negrita,
            &format!("  {}", visible(texto)),
        );
        let hasta =
            (!tiempo.is_zero()).then(|| Instant::now() + tiempo);
        self.abierta = Some(Abierta { numero, hasta });
        self.escrito.clear();
        self.responder_de_la_tuberia()
    }

    fn responder_de_la_tuberia(&mut self) -> Option<Vec<u8>> {
        self.abierta.as_ref()?;
        let respuesta = self.respuestas.pop_front()?;
        self.responder(respuesta)
    }

    fn responder(&mut self, respuesta: String) -> Option<Vec<u8>> {
        let Some(Abierta { numero, .. }) = self.abierta.take() else {
            self.decir(
                "  (ahora no hay ninguna pregunta que contestar)",
            );
            return None;
        };
        self.respondidas += 1;
        self.decir(&format!("  > {}", visible(&respuesta)));
        Some(escribir(
            &Orden::Responder { pregunta: numero, respuesta },
            self.protocolo,
        ))
    }

    fn error(&mut self, motivo: &str) -> Resultado<Option<Vec<u8>>> {
        let motivo = visible(motivo);
        if self.unido {
            self.decir(&format!("  El servidor dice: {motivo}."));
        } else if self.en_terminal {
            self.decir(&format!("  {motivo}. Escribe otro nombre:"));
        } else {
            return Err(Fallo::nuevo(format!(
                "no me han admitido: {motivo}"
            ))
            .remedio("Elige otro nombre con --equipo."));
        }
        Ok(None)
    }
}
