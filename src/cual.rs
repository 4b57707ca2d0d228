//! Qué reto se pide: el que se nombra o, si no se dice cuál, el que toca.

use catalogo::{Reto, catalogo};
use redes::consola;
use redes::errores::{Fallo, Resultado};

use crate::estado::Estado;

/// El reto que se pide o, si no se dice cuál, el que toca.
pub fn elegido<'a>(estado: &'a Estado, nombre: Option<&str>) -> Resultado<&'a Reto> {
    match nombre {
        Some(nombre) => estado.catalogo.reto(nombre).ok_or_else(|| Fallo::nuevo("el catálogo no tiene ese reto")),
        None => estado.reto_que_toca().ok_or_else(|| {
            Fallo::nuevo("ya has superado todos los retos").remedio("Di cuál: su nombre sale en «lista».")
        }),
    }
}

/// Comprueba que el curso tenga un reto que se llame así.
pub fn nombre_de_reto(texto: &str) -> Result<String, String> {
    let catalogo = catalogo().map_err(|fallo| fallo.to_string())?;
    if catalogo.reto(texto).is_some() {
        return Ok(texto.to_string());
    }
    let nombres: Vec<String> = catalogo.retos.iter().map(|reto| reto.nombre.clone()).collect();
    Err(format!("los retos son {}", consola::enumerar(&nombres)))
}
