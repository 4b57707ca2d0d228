//! Lo que el servidor escribe de cada partida, sacado de los mismos avisos que envía.

use redes::cifras::plural;
use redes::consola::visible;

use super::frases::quien_gana;
use crate::protocolo::mensajes::Aviso;

/// Las líneas que merecen unos avisos, y el final de la partida. A cien jugadores se les envían cien preguntas iguales:
/// se cuenta una.
pub fn contar<'a>(
    avisos: impl Iterator<Item = &'a Aviso>,
    terminada: bool,
) -> Vec<String> {
    let mut cronica = Cronica::default();
    for aviso in avisos {
        cronica.apuntar(aviso);
    }
    cronica.en_orden(terminada)
}

/// Lo que hay que contar: quiénes llegan y, de lo que se dice a todos a la vez, lo último.
#[derive(Default)]
struct Cronica {
    llegan: Vec<String>,
    empieza: Option<String>,
    cerrada: Option<Cerrada>,
    pregunta: Option<String>,
    fin: Option<String>,
}

/// La pregunta que se acaba de cerrar.
struct Cerrada {
    numero: usize,
    correcta: String,
    jugadores: usize,
    aciertan: usize,
}

impl Cronica {
    fn apuntar(&mut self, aviso: &Aviso) {
        match aviso {
            Aviso::Bienvenida { equipo, hay, hacen_falta } => {
                self.llegan.push(format!("«{equipo}» entra en la sala: {hay} de {hacen_falta}"));
            }
            Aviso::EnCola { equipo, .. } => self.llegan.push(format!(
                "«{equipo}» espera la partida siguiente"
            )),
            Aviso::Empieza { jugadores, rondas } => {
                self.empieza = Some(format!(
                    "empieza la partida: {}, {}",
                    plural(*jugadores, "jugador"),
                    plural(*rondas, "pregunta")
                ));
            }
            Aviso::Pregunta { numero, de, texto, .. } => {
                self.pregunta = Some(format!(
                    "pregunta {numero} de {de}: {}",
                    visible(texto)
                ));
            }
            Aviso::Resultado {
                numero, correcta, acertaste, ..
            } => {
                self.corregir(*numero, correcta, *acertaste);
            }
            Aviso::Fin { ganadores, tabla } => {
                self.fin = Some(quien_gana(ganadores, &tabla.cabeza));
            }
            Aviso::Sala { .. }
            | Aviso::Anotada { .. }
            | Aviso::Nota { .. }
            | Aviso::Error { .. } => {}
        }
    }

    fn corregir(
        &mut self,
        numero: usize,
        correcta: &str,
        acierta: bool,
    ) {
        let nueva = Cerrada {
            numero,
            correcta: visible(correcta),
            jugadores: 0,
            aciertan: 0,
        };
        let cerrada = self.cerrada.get_or_insert(nueva);
        cerrada.jugadores += 1;
        cerrada.aciertan += usize::from(acierta);
    }

    fn en_orden(self, terminada: bool) -> Vec<String> {
        let mut lineas = self.llegan;
        lineas.extend(self.empieza);
        if let Some(cerrada) = self.cerrada {
            let Cerrada { numero, correcta, jugadores, aciertan } =
                cerrada;
            lineas.push(format!("  era «{correcta}»: {aciertan} de {jugadores} aciertan la {numero}"));
        }
        lineas.extend(self.pregunta);
        let fin = match self.fin {
            None if terminada => Some("no queda nadie".to_string()),
            fin => fin,
        };
        lineas.extend(
            fin.map(|fin| format!("fin de la partida: {fin}")),
        );
        lineas
    }
}
