//! Lo que el servidor escribe de cada partida, sacado de los mismos avisos que envía.

use crate::mensajes::{Aviso, Puesto};

/// Las líneas que merecen unos avisos. A cien jugadores se les envían cien preguntas iguales: se cuenta una.
pub fn contar<'a>(
    avisos: impl Iterator<Item = &'a Aviso>,
) -> Vec<String> {
    let mut lineas = Vec::new();
    let (
        mut empieza,
        mut pregunta,
        mut resultado,
        mut aciertos,
        mut fin,
    ) = (None, None, None, (0, 0), None);
    for aviso in avisos {
        match aviso {
            Aviso::Bienvenida { equipo, hay, hacen_falta } => {
                lineas.push(format!("«{equipo}» entra en la sala: {hay} de {hacen_falta}"));
            }
            Aviso::EnCola { equipo, .. } => lineas.push(format!(
                "«{equipo}» espera la partida siguiente"
            )),
            Aviso::Empieza { jugadores, rondas } => {
                empieza = Some((jugadores, rondas))
            }
            Aviso::Pregunta { numero, de, texto, .. } => {
                pregunta = Some((numero, de, texto))
            }
            Aviso::Resultado {
                numero, correcta, acertaste, ..
            } => {
                resultado = Some((numero, correcta));
                aciertos = (
                    aciertos.0 + usize::from(*acertaste),
                    aciertos.1 + 1,
                );
            }
            Aviso::Fin { ganadores, tabla } => {
                fin = Some((ganadores, &tabla.cabeza))
            }
            Aviso::Sala { .. }
            | Aviso::Anotada { .. }
            | Aviso::Nota { .. }
            | Aviso::Error { .. } => {}
        }
    }
    if let Some((jugadores, rondas)) = empieza {
        lineas.push(format!(
            "empieza la partida: {}, {}",
            contados(*jugadores, "jugador", "es"),
            contados(*rondas, "pregunta", "s")
        ));
    }
    if let Some((numero, correcta)) = resultado {
        lineas.push(format!(
            "  era «{correcta}»: {} de {} aciertan la {numero}",
            aciertos.0, aciertos.1
        ));
    }
    if let Some((numero, de, texto)) = pregunta {
        lineas.push(format!("pregunta {numero} de {de}: {texto}"));
    }
    if let Some((ganadores, cabeza)) = fin {
        lineas.push(format!(
            "fin de la partida: {}",
            quien_gana(ganadores, cabeza)
        ));
    }
    lineas
}

/// «gana «Ana», con 3 puntos», «empatan…», «no gana nadie».
pub fn quien_gana(ganadores: &[String], cabeza: &[Puesto]) -> String {
    let puntos = cabeza.first().map_or(0, |puesto| puesto.puntos);
    let puntos = contados(puntos as usize, "punto", "s");
    match ganadores {
        [] => "no gana nadie, porque nadie ha acertado".to_string(),
        [uno] => format!("gana «{uno}», con {puntos}"),
        [otros @ .., ultimo] => format!(
            "empatan «{}» y «{ultimo}», con {puntos}",
            otros.join("», «")
        ),
    }
}

/// «1 punto», «2 puntos».
pub fn contados(cuantos: usize, nombre: &str, plural: &str) -> String {
    if cuantos == 1 {
        format!("1 {nombre}")
    } else {
        format!("{cuantos} {nombre}{plural}")
    }
}
