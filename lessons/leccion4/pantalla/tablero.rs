//! Lo que ve quien juega: la sala, la pregunta, el resultado y la clasificación.

use redes::cifras::plural;
use redes::consola::{Estilo, visible};

use super::clasificacion::clasificacion;
use super::frases::quien_gana;
use super::terminal::Terminal;
use crate::protocolo::mensajes::Aviso;
use crate::protocolo::tabla::Tabla;

/// Cuenta un aviso del servidor a `equipo`.
pub fn contar(terminal: &Terminal, aviso: &Aviso, equipo: &str) {
    match aviso {
        Aviso::Pregunta { numero, de, texto, .. } => {
            pregunta(terminal, *numero, *de, texto);
        }
        Aviso::Resultado {
            correcta,
            contestaste,
            acertaste,
            tabla,
            ..
        } => {
            let acierto = contestaste.then_some(*acertaste);
            resultado(terminal, correcta, acierto);
            clasificacion(terminal, tabla, equipo);
        }
        Aviso::Fin { ganadores, tabla } => {
            fin(terminal, ganadores, tabla);
        }
        otro => terminal.decir(&en_una_linea(otro, equipo)),
    }
}

fn en_una_linea(aviso: &Aviso, equipo: &str) -> String {
    match aviso {
        Aviso::Bienvenida { hay, hacen_falta, .. } => format!(
            "Hola, {}. En la sala: {hay} de {hacen_falta}.",
            visible(equipo)
        ),
        Aviso::Sala { hay, hacen_falta } => {
            format!("En la sala: {hay} de {hacen_falta}.")
        }
        Aviso::EnCola { delante, .. } => en_cola(equipo, *delante),
        Aviso::Empieza { jugadores, rondas } => format!(
            "¡Empieza la partida! {}, {}.",
            plural(*jugadores, "jugador"),
            plural(*rondas, "pregunta"),
        ),
        Aviso::Anotada { .. } => {
            "  Anotada. Espera a que contesten los demás.".to_string()
        }
        Aviso::Nota { texto } => format!("  {}", visible(texto)),
        Aviso::Error { motivo } => {
            format!("  El servidor dice: {}.", visible(motivo))
        }
        // Estos no caben en una.
        Aviso::Pregunta { .. }
        | Aviso::Resultado { .. }
        | Aviso::Fin { .. } => String::new(),
    }
}

fn en_cola(equipo: &str, delante: usize) -> String {
    let antes = if delante == 0 {
        String::new()
    } else {
        format!(" Antes que tú esperan {delante}.")
    };
    format!(
        "Hola, {}. Hay una partida en marcha: juegas la siguiente.{antes}",
        visible(equipo)
    )
}

fn pregunta(
    terminal: &Terminal,
    numero: usize,
    de: usize,
    texto: &str,
) {
    // El servidor de Python no dice cuántas son.
    let cual = if de == 0 {
        format!("Pregunta {numero}")
    } else {
        format!("Pregunta {numero} de {de}")
    };
    terminal.decir("");
    terminal.decir_con(Estilo::Titulo, &cual);
    terminal
        .decir_con(Estilo::Negrita, &format!("  {}", visible(texto)));
}

/// `acierto`: si se ha contestado, si era buena.
fn resultado(
    terminal: &Terminal,
    correcta: &str,
    acierto: Option<bool>,
) {
    let (estilo, como) = match acierto {
        Some(true) => (Estilo::Bien, "✔ ¡Correcto!"),
        Some(false) => (Estilo::Mal, "✘ No."),
        None => (Estilo::Mal, "✘ Se acabó el tiempo."),
    };
    let correcta = visible(correcta);
    terminal.decir_con(estilo, &format!("  {como} Era «{correcta}»."));
}

fn fin(terminal: &Terminal, ganadores: &[String], tabla: &Tabla) {
    let ganadores: Vec<String> =
        ganadores.iter().map(|ganador| visible(ganador)).collect();
    let gana = quien_gana(&ganadores, &tabla.cabeza);
    terminal.decir("");
    terminal.decir_con(
        Estilo::Titulo,
        &format!("Fin de la partida: {gana}."),
    );
    terminal.decir(&format!(
        "Has quedado en el puesto {} de {}, con {}.",
        tabla.puesto,
        tabla.jugadores,
        plural(tabla.puntos, "punto")
    ));
}
