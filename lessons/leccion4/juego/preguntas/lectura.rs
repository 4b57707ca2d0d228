//! Leer un fichero de preguntas, y decir en qué línea está mal y por qué.

use std::collections::HashSet;

use super::pregunta::{Pregunta, principio};
use crate::juego::texto::simplificar;

/// Las que vienen con el curso.
const INCLUIDAS: &str = include_str!("preguntas.json");

/// Las preguntas que vienen con el curso.
///
/// # Errors
/// Si alguien las ha estropeado: en qué línea, y cómo.
pub fn incluidas() -> Result<Vec<Pregunta>, String> {
    leer(INCLUIDAS)
}

/// Las preguntas que hay en un texto.
///
/// # Errors
/// En qué línea está mal, y por qué.
pub fn leer(texto: &str) -> Result<Vec<Pregunta>, String> {
    // Algunos editores empiezan los ficheros con una marca invisible.
    let texto = texto.trim_start_matches('\u{feff}');
    let preguntas: Vec<Pregunta> = serde_json::from_str(texto)
        .map_err(|error| {
            // La columna 0 es el salto con el que acaba la línea anterior.
            let linea = if error.column() == 0 {
                error.line().saturating_sub(1).max(1)
            } else {
                error.line()
            };
            format!("línea {linea}: {}", en_espanol(&error))
        })?;
    if preguntas.is_empty() {
        return Err("no hay ninguna pregunta".to_string());
    }
    let mut vistas = HashSet::new();
    for (numero, pregunta) in preguntas.iter().enumerate() {
        let repetida = || {
            let texto = principio(&pregunta.texto);
            format!("la pregunta «{texto}» está dos veces")
        };
        let defecto = pregunta.defecto().or_else(|| {
            (!vistas.insert(simplificar(&pregunta.texto)))
                .then(repetida)
        });
        if let Some(defecto) = defecto {
            return Err(format!(
                "línea {}: {defecto}",
                linea_de(texto, numero)
            ));
        }
    }
    Ok(preguntas)
}

/// En qué línea está la pregunta número `numero` (la primera es la 0).
fn linea_de(texto: &str, numero: usize) -> usize {
    // Cada una tiene un campo «pregunta», y solo uno: si no, no habríamos llegado hasta aquí.
    let campo = "\"pregunta\"";
    let es_campo = |lugar: &usize| {
        texto[lugar + campo.len()..].trim_start().starts_with(':')
    };
    let lugar = texto
        .match_indices(campo)
        .map(|(lugar, _)| lugar)
        .filter(es_campo)
        .nth(numero)
        .unwrap_or(0);
    1 + texto[..lugar].matches('\n').count()
}

/// Lo que `serde_json` cuenta en inglés.
fn en_espanol(error: &serde_json::Error) -> String {
    let ingles = error.to_string();
    let ingles = ingles
        .rsplit_once(" at line ")
        .map_or(ingles.as_str(), |(motivo, _)| motivo);
    if error.is_eof() {
        "el fichero se acaba a medias: falta cerrar unas comillas, un ] o una }".to_string()
    } else if error.is_data() {
        mal_dicho(ingles)
    } else {
        mal_escrito(ingles).to_string()
    }
}

/// Es JSON, pero no dice lo que tiene que decir.
fn mal_dicho(ingles: &str) -> String {
    // Quien escribió el fichero quizá no es quien lo usa: lo que lleve dentro no manda en la terminal.
    let campo =
        principio(ingles.split('`').nth(1).unwrap_or_default());
    let es = |motivo| ingles.starts_with(motivo);
    if es("missing field") {
        format!("falta «{campo}»")
    } else if es("unknown field") {
        format!(
            "no sé qué es «{campo}»: solo hay «pregunta» y «respuestas»"
        )
    } else if es("duplicate field") {
        format!("«{campo}» está dos veces")
    } else if !es("invalid type") {
        // Lo nuestro ya está en español.
        ingles.to_string()
    } else if ingles.ends_with("a string") {
        "aquí va un texto, entre comillas dobles".to_string()
    } else if ingles.ends_with("a sequence") {
        "aquí va una lista, entre [ y ]".to_string()
    } else {
        "esto no es lo que toca aquí".to_string()
    }
}

/// No es JSON.
fn mal_escrito(ingles: &str) -> &'static str {
    match ingles {
        "trailing comma" => "sobra la última coma",
        "trailing characters" => "sobra algo después del final",
        "key must be a string" => {
            "el nombre de un campo va entre comillas dobles"
        }
        "expected value" => "aquí falta un valor",
        "expected `:`" => "falta un «:»",
        "expected `,` or `]`" | "expected `,` or `}`" => {
            "falta una coma, o cerrar la lista o la llave"
        }
        _ if ingles.starts_with("control character") => {
            "unas comillas se quedan sin cerrar en esta línea"
        }
        _ if ingles.starts_with("invalid escape") => {
            "detrás de esa \\ no puede ir eso"
        }
        _ => "esto no está bien escrito como JSON",
    }
}
