//! Las preguntas: unas treinta y tantas que vienen puestas, o las tuyas en un fichero JSON.
//!
//! Un fichero de preguntas es una lista. La primera respuesta es la que se enseña; las demás también valen:
//!
//! ```json
//! [
//!   { "pregunta": "¿Qué puerto usa HTTP?", "respuestas": ["80", "ochenta"] }
//! ]
//! ```
//!
//! Si está mal escrito, se dice en qué línea y por qué, que es lo único que sirve para arreglarlo.

use std::collections::HashSet;
use std::path::Path;

use redes::errores::{Fallo, Resultado};
use serde::Deserialize;

use crate::texto::simplificar;

/// Las que vienen con el curso.
const INCLUIDAS: &str = include_str!("preguntas.json");

/// Lo más larga que puede ser una pregunta o una respuesta, en letras: tiene que caber en una pantalla.
const LARGO: usize = 300;

/// Una pregunta y las respuestas que valen. Con nombres, y no `(String, Vec<String>)`: quien lee `pregunta.texto` no
/// tiene que recordar qué iba en la posición cero.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pregunta {
    #[serde(rename = "pregunta")]
    pub texto: String,
    pub respuestas: Vec<String>,
}

impl Pregunta {
    /// ¿Vale esta respuesta?
    pub fn acierta(&self, respuesta: &str) -> bool {
        let respuesta = simplificar(respuesta);
        self.respuestas
            .iter()
            .any(|buena| simplificar(buena) == respuesta)
    }

    /// Por qué no vale, si no vale.
    fn defecto(&self) -> Option<String> {
        if simplificar(&self.texto).is_empty() {
            return Some("la pregunta está vacía".to_string());
        }
        if self.respuestas.is_empty()
            || self
                .respuestas
                .iter()
                .any(|respuesta| simplificar(respuesta).is_empty())
        {
            return Some(format!(
                "a «{}» le falta la respuesta, o tiene una vacía",
                self.texto
            ));
        }
        let larga = self
            .respuestas
            .iter()
            .chain([&self.texto])
            .find(|texto| texto.chars().count() > LARGO)?;
        let principio: String = larga.chars().take(20).collect();
        Some(format!(
            "«{principio}…» es demasiado larga: caben {LARGO} letras"
        ))
    }

    /// La respuesta que se enseña.
    pub fn correcta(&self) -> &str {
        self.respuestas.first().map_or("", String::as_str)
    }
}

/// Las preguntas del fichero o, si no hay fichero, las incluidas.
///
/// # Errors
/// Si no se puede leer, o si no está bien escrito: con la línea y la razón.
pub fn cargar(fichero: Option<&Path>) -> Resultado<Vec<Pregunta>> {
    let Some(ruta) = fichero else {
        return leer(INCLUIDAS).map_err(|motivo| {
            Fallo::nuevo(format!(
                "las preguntas incluidas están mal: {motivo}"
            ))
        });
    };
    let bytes = std::fs::read(ruta)
        .map_err(|error| Fallo::al_leer(ruta, error))?;
    let mal = |motivo| {
        Fallo::nuevo(format!("«{}» no vale como fichero de preguntas: {motivo}", ruta.display()))
            .remedio(r#"Cada una se escribe así: { "pregunta": "¿…?", "respuestas": ["…"] }, y todas van entre [ y ]."#)
    };
    match std::str::from_utf8(&bytes) {
        Ok(texto) => leer(texto).map_err(mal),
        Err(error) => {
            let linea = 1 + bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            Err(mal(format!(
                "en la línea {linea} hay letras que no son UTF-8 (guárdalo como UTF-8)"
            )))
        }
    }
}

fn leer(texto: &str) -> Result<Vec<Pregunta>, String> {
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
            format!("la pregunta «{}» está dos veces", pregunta.texto)
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
    let campo = ingles.split('`').nth(1).unwrap_or_default();
    let frase = match ingles {
        _ if ingles.starts_with("missing field") => {
            return format!("falta «{campo}»");
        }
        _ if ingles.starts_with("unknown field") => {
            return format!(
                "no sé qué es «{campo}»: solo hay «pregunta» y «respuestas»"
            );
        }
        _ if ingles.starts_with("duplicate field") => {
            return format!("«{campo}» está dos veces");
        }
        _ if ingles.starts_with("invalid type")
            && ingles.ends_with("a string") =>
        {
            "aquí va un texto, entre comillas dobles"
        }
        _ if ingles.starts_with("invalid type")
            && ingles.ends_with("a sequence") =>
        {
            "aquí va una lista, entre [ y ]"
        }
        _ if ingles.starts_with("invalid type") => {
            "esto no es lo que toca aquí"
        }
        _ if error.is_eof() => {
            "el fichero se acaba a medias: falta cerrar unas comillas, un ] o una }"
        }
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
        // Lo nuestro ya está en español.
        _ if error.is_data() => ingles,
        _ => "esto no está bien escrito como JSON",
    };
    frase.to_string()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn las_incluidas_son_treinta_o_mas_y_estan_bien() {
        let preguntas = cargar(None).unwrap();
        assert!(preguntas.len() >= 30, "{}", preguntas.len());
        for pregunta in &preguntas {
            assert!(
                pregunta.texto.starts_with('¿')
                    && pregunta.texto.ends_with('?'),
                "{}",
                pregunta.texto
            );
            assert!(pregunta.acierta(pregunta.correcta()));
            let respuestas: HashSet<String> = pregunta
                .respuestas
                .iter()
                .map(|r| simplificar(r))
                .collect();
            assert_eq!(
                respuestas.len(),
                pregunta.respuestas.len(),
                "sobra alguna: {pregunta:?}"
            );
        }
    }

    #[test]
    fn un_fichero_malo_dice_la_linea_y_la_razon() {
        let casos = [
            ("[]", "no hay ninguna pregunta"),
            ("", "línea 1: el fichero se acaba a medias"),
            ("{}", "línea 1: aquí va una lista"),
            (
                "[\n {\"pregunta\": \"¿a?\"}\n]",
                "línea 2: falta «respuestas»",
            ),
            (
                "[\n {\"pregunta\": \"¿a?\", \"respuestas\": []}\n]",
                "línea 2: a «¿a?» le falta la respuesta, o",
            ),
            (
                "[\n {\"pregunta\": \"¿a?\", \"respuestas\": [\"¿?\"]}\n]",
                "a «¿a?» le falta la respuesta, o tiene una vacía",
            ),
            (
                "[\n {\"pregunta\": \" \", \"respuestas\": [\"b\"]}\n]",
                "línea 2: la pregunta está vacía",
            ),
            (
                "[\n {\"pregunta\": \"a\", \"respuestas\": \"b\"}\n]",
                "aquí va una lista, entre [ y ]",
            ),
            (
                "[\n {\"pregunta\": 3, \"respuestas\": [\"b\"]}\n]",
                "línea 2: aquí va un texto",
            ),
            (
                "[\n {\"pregunta\": \"a\", \"respuesta\": [\"b\"]}\n]",
                "no sé qué es «respuesta»",
            ),
            (
                "[\n {\"pregunta\": \"a\", \"respuestas\": [\"b\"]},\n]",
                "línea 3: sobra la última coma",
            ),
            (
                "[\n {\"pregunta\": \"a\" \"respuestas\": [\"b\"]}\n]",
                "línea 2: falta una coma",
            ),
            (
                "[\n {\"pregunta\": \"a\n",
                "línea 2: unas comillas se quedan sin cerrar",
            ),
            (
                "[\n {pregunta: 1}]",
                "línea 2: el nombre de un campo va entre comillas",
            ),
        ];
        for (texto, motivo) in casos {
            let visto = leer(texto).unwrap_err();
            assert!(visto.contains(motivo), "{texto:?}: {visto:?}");
        }
        let dos = r#"[{"pregunta": "¿Qué?", "respuestas": ["b"]}, {"pregunta": "¿que?", "respuestas": ["b"]}]"#;
        assert_eq!(
            leer(dos).unwrap_err(),
            "línea 1: la pregunta «¿que?» está dos veces"
        );
        let larga = format!(
            r#"[{{"pregunta": "{}", "respuestas": ["b"]}}]"#,
            "a".repeat(301)
        );
        assert!(leer(&larga).unwrap_err().contains("demasiado larga"));
    }
}
