//! `curso repasar`: unos minutos con lo que se falló, cada vez más espaciado, y ejecutado otra vez de verdad.

use std::process::ExitCode;

use redes::consola;
use redes::errores::Resultado;
use redes::progreso::{self, Repaso};

use crate::arranque;
use crate::estado::Estado;
use crate::salida::escribir;
use crate::vista::sangrado;

/// Al pie de la ayuda de `repasar`.
pub const AYUDA: &str = "\
Las apuestas que fallaste vuelven al día siguiente; si las aciertas, a los tres
días, a los siete y a los veintiuno, y después ya no. Si vuelves a fallar una,
empieza otra vez. Cada una se ejecuta de nuevo: no hace falta memorizar nada.";

/// Cuántas se repasan de una vez: son unos cinco minutos.
const DE_UNA_VEZ: usize = 5;

/// Repasa lo que toca hoy.
pub fn ejecutar(estado: &Estado) -> Resultado<ExitCode> {
    let todos = progreso::repasos()?;
    let hoy: Vec<&Repaso> = todos.iter().filter(|repaso| repaso.toca()).take(DE_UNA_VEZ).collect();
    if hoy.is_empty() {
        let frase = match todos.iter().map(|repaso| repaso.desde.as_str()).min() {
            Some(dia) => format!("Hoy no toca repasar nada. Lo siguiente, el {dia}."),
            None => "No tienes nada que repasar: aquí vuelven las apuestas que falles en las lecciones.".to_string(),
        };
        escribir(&sangrado(&frase, 0, consola::ancho()))?;
        return Ok(ExitCode::SUCCESS);
    }
    for repaso in hoy {
        let Some(leccion) = estado.catalogo.lecciones.iter().find(|leccion| leccion.nombre == repaso.leccion) else {
            continue;
        };
        let fin = arranque::repasar(leccion, &estado.catalogo, &repaso.paso)?;
        if fin.codigo() != 0 {
            return Ok(ExitCode::from(fin.codigo()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
