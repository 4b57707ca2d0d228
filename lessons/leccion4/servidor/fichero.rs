//! El fichero con las preguntas de quien organiza el concurso.

use std::path::Path;

use redes::consola::visible;
use redes::errores::{Fallo, Resultado};
use redes::ficheros::leer_entero;

use crate::juego::preguntas::lectura::{incluidas, leer};
use crate::juego::preguntas::pregunta::Pregunta;

/// Lo más que puede ocupar un fichero de preguntas, en bytes: 1 MiB. Las que vienen con el curso no llegan a 6 KiB, y en este
/// caben miles; una partida no tiene más de mil.
const MAXIMO: u64 = 1024 * 1024;

/// Las preguntas del fichero o, si no hay fichero, las incluidas.
///
/// # Errors
/// Si no se puede leer, o si no está bien escrito: con la línea y la razón.
pub fn cargar(fichero: Option<&Path>) -> Resultado<Vec<Pregunta>> {
    let Some(ruta) = fichero else {
        return incluidas().map_err(|motivo| {
            Fallo::nuevo(format!(
                "las preguntas incluidas están mal: {motivo}"
            ))
        });
    };
    let bytes = leer_entero(ruta, MAXIMO)
        .map_err(|error| Fallo::al_leer(ruta, error))?;
    let mal = |motivo| {
        Fallo::nuevo(format!("«{}» no vale como fichero de preguntas: {motivo}", visible(&ruta.to_string_lossy())))
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
