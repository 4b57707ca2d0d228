//! En el servidor: cómo se le cuenta a un cliente de Python lo que pasa, cuando no hay que recordar nada para contarlo.

use super::pickles::{lista, tupla};
use crate::protocolo::mensajes::Aviso;

/// Los bytes de un aviso. Las preguntas y sus resultados son cosa del traductor.
pub fn contar(aviso: &Aviso) -> Vec<u8> {
    match aviso {
        Aviso::Bienvenida { equipo, hay, hacen_falta }
            if hay < hacen_falta =>
        {
            espera(&format!(
                "Hola, {equipo}. Espera: sois {hay} y hacen falta {hacen_falta}."
            ))
        }
        Aviso::EnCola { .. } => {
            espera("Hay una partida en marcha: juegas la siguiente.")
        }
        Aviso::Empieza { jugadores, rondas } => espera(&format!(
            "Empezamos: {jugadores} jugadores y {rondas} preguntas."
        )),
        Aviso::Anotada { acierto, .. } => {
            let como =
                if *acierto { "Correcto" } else { "Incorrecto" };
            let nota = nota("Espera a que contesten los demás.");
            [tupla(7, como), nota].concat()
        }
        Aviso::Fin { ganadores, tabla } => {
            let (gana, puntos) = (quien_gana(ganadores), tabla.puntos);
            nota(&format!("Se acabó. {gana}. Tú has sumado {puntos}."))
        }
        Aviso::Nota { texto } | Aviso::Error { motivo: texto } => {
            nota(texto)
        }
        // Si se llena la sala, se empieza ahora mismo: ya se lo dice el aviso siguiente.
        Aviso::Bienvenida { .. }
        | Aviso::Sala { .. }
        | Aviso::Pregunta { .. }
        | Aviso::Resultado { .. } => Vec::new(),
    }
}

fn espera(texto: &str) -> Vec<u8> {
    lista(2, texto)
}

fn nota(texto: &str) -> Vec<u8> {
    tupla(3, texto)
}

fn quien_gana(ganadores: &[String]) -> String {
    match ganadores {
        [] => "No gana nadie".to_string(),
        [uno] => format!("Gana {uno}"),
        [otros @ .., ultimo] => {
            format!("Empatan {} y {ultimo}", otros.join(", "))
        }
    }
}
