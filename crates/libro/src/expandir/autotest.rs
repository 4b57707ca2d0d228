//! `{{#autotest leccion3}}`: preguntas que se contestan en la página.
//!
//! Sin JavaScript, o impresas, se leen igual: cada una lleva detrás su respuesta plegada. Con él, `autotest.js` la
//! esconde hasta que se contesta.

use crate::declaraciones::{Pregunta, preguntas};
use crate::libro::Libro;
use crate::markdown;

/// Con menos preguntas no se sabe si se ha entendido.
const MINIMO: usize = 5;

pub fn entero(libro: &Libro, nombre: &str) -> Result<String, String> {
    let preguntas = preguntas(&libro.carpeta, nombre).map_err(|fallo| fallo.to_string())?;
    let preguntas = preguntas.ok_or_else(|| format!("falta book/autotest/{nombre}.toml"))?;
    if preguntas.len() < MINIMO {
        return Err(format!("book/autotest/{nombre}.toml tiene {} preguntas, y hacen falta {MINIMO}", preguntas.len()));
    }
    let mut html = format!("<form class=\"autotest\" data-autotest=\"{nombre}\" aria-label=\"Autoevaluación\">\n");
    for (indice, pregunta) in preguntas.iter().enumerate() {
        html += &una(nombre, indice + 1, pregunta)?;
    }
    Ok(html + "<p class=\"autotest-total\" aria-live=\"polite\"></p>\n</form>\n")
}

fn una(nombre: &str, numero: usize, pregunta: &Pregunta) -> Result<String, String> {
    let Pregunta { enunciado, opciones, correcta, porque } = pregunta;
    let buena = usize::try_from(*correcta).ok().and_then(|correcta| correcta.checked_sub(1));
    let Some(buena) = buena.and_then(|buena| opciones.get(buena)) else {
        return Err(format!(
            "en book/autotest/{nombre}.toml, la correcta de la pregunta {numero} no es ninguna opción"
        ));
    };
    if opciones.len() < 2 || porque.trim().is_empty() {
        return Err(format!("en book/autotest/{nombre}.toml, a la pregunta {numero} le faltan opciones o el porqué"));
    }
    let mut html =
        format!("<fieldset data-correcta=\"{correcta}\">\n<legend>{numero}. {}</legend>\n", en_linea(enunciado));
    for (indice, opcion) in opciones.iter().enumerate() {
        html += &format!(
            "<label><input type=\"radio\" name=\"{nombre}-{numero}\" value=\"{}\"> <span>{}</span></label>\n",
            indice + 1,
            en_linea(opcion)
        );
    }
    html += "<div class=\"autotest-veredicto\" role=\"status\"></div>\n";
    html += &format!(
        "<details class=\"autotest-porque\"><summary>La respuesta</summary><p><strong>{}</strong></p><p>{}</p></details>\n",
        en_linea(buena),
        en_linea(porque)
    );
    Ok(html + "</fieldset>\n")
}

/// En una sola línea: una en blanco acabaría el bloque de HTML.
fn en_linea(texto: &str) -> String {
    markdown::en_linea(&texto.split_whitespace().collect::<Vec<_>>().join(" "))
}
