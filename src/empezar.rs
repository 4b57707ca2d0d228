//! `curso empezar`: arranca una lección y acaba como ella.

use std::process::ExitCode;

use catalogo::catalogo;
use redes::errores::{Fallo, Resultado};

use crate::arranque;
use crate::estado::Estado;

/// Arranca esa lección o, si no se dice cuál, la que toca.
pub fn ejecutar(numero: Option<usize>, estado: &Estado) -> Resultado<ExitCode> {
    let leccion = match numero {
        Some(numero) => estado.catalogo.leccion(numero),
        None => estado.siguiente().or(estado.catalogo.lecciones.first()),
    };
    let leccion = leccion.ok_or_else(|| Fallo::nuevo("el catálogo no tiene esa lección"))?;
    arranque::arrancar(leccion, &estado.catalogo).map(|fin| ExitCode::from(fin.codigo()))
}

/// Lee `3` o `leccion3` y comprueba que el curso tenga esa lección.
pub fn leccion(texto: &str) -> Result<usize, String> {
    let ultima = catalogo().map_err(|fallo| fallo.to_string())?.lecciones.len();
    texto
        .strip_prefix("leccion")
        .unwrap_or(texto)
        .parse()
        .ok()
        .filter(|numero| (1..=ultima).contains(numero))
        .ok_or_else(|| format!("las lecciones van de la 1 a la {ultima}"))
}
