//! La línea de órdenes: `clap` en español, y los valores que se repiten en todas las lecciones.

use std::time::Duration;

use clap::{Args, Parser};

/// `--host` y `--puerto`, que aceptan todos los programas del curso, en cualquier sitio de la línea.
#[derive(Args, Debug, Clone)]
pub struct Red {
    /// Dirección en la que se escucha o a la que se llama
    #[arg(long, global = true, value_name = "DIRECCIÓN", default_value = "127.0.0.1")]
    pub host: String,
    /// Puerto (0 = cualquiera que esté libre)
    #[arg(long, global = true, value_name = "PUERTO", value_parser = puerto)]
    pub puerto: Option<u16>,
}

impl Red {
    /// El puerto pedido o, si no se ha pedido ninguno, el de la lección.
    #[must_use]
    pub fn puerto(&self, de_la_leccion: u16) -> u16 {
        self.puerto.unwrap_or(de_la_leccion)
    }
}

/// Lee los argumentos del programa. Si no valen, lo explica en español y acaba con código 2;
/// si piden ayuda o versión, la escribe y acaba con 0.
pub fn leer<C: Parser>() -> C {
    C::parse()
}

/// Un puerto: de 0 a 65535.
///
/// # Errors
/// Una frase en español si no es un número o no cabe.
pub fn puerto(texto: &str) -> Result<u16, String> {
    texto.parse().map_err(|_| "tiene que ser un número de 0 a 65535".to_string())
}

/// Una duración: `500us`, `5ms`, `20s`.
///
/// # Errors
/// Una frase en español si no tiene esa forma.
pub fn duracion(texto: &str) -> Result<Duration, String> {
    let forma = || "se escribe con su unidad: 500us, 5ms o 20s".to_string();
    let corte = texto.find(|c: char| !c.is_ascii_digit()).ok_or_else(forma)?;
    let numero: u64 = texto[..corte].parse().map_err(|_| forma())?;
    match &texto[corte..] {
        "us" => Ok(Duration::from_micros(numero)),
        "ms" => Ok(Duration::from_millis(numero)),
        "s" => Ok(Duration::from_secs(numero)),
        _ => Err(forma()),
    }
}
