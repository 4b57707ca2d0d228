//! Lo que pide un navegador, entendido sin fiarse de nada.
//!
//! Una petición HTTP es texto en líneas que acaban en `\r\n`. La primera dice qué se quiere,
//! `GET /favicon.ico HTTP/1.1`; las demás, «Nombre: valor»; y una línea en blanco dice «ya está».

use crate::http::estado::Estado;
use crate::http::maneras::{self, sin_linea_vacia};

/// Una petición que se entiende.
#[derive(Debug, PartialEq, Eq)]
pub struct Peticion {
    /// `GET`, `HEAD`, `POST`…
    pub metodo: String,
    /// Lo que va detrás del nombre del servidor: `/`, `/favicon.ico`…
    pub destino: String,
    /// Las demás líneas, tal como han llegado.
    pub cabeceras: Vec<(String, String)>,
}

/// Lo que puede pasar mientras se espera una petición.
#[derive(Debug, PartialEq, Eq)]
pub enum Llegada {
    /// Ha llegado una petición entera.
    Peticion(Peticion),
    /// No hay nada que contestar, y por qué.
    Silencio(&'static str),
    /// Lo que ha llegado no vale: qué contestar y por qué.
    Rechazo(Estado, &'static str),
}

/// Lo que ya se ve que no es HTTP se rechaza sin esperar a una línea en blanco que no vendrá.
pub fn rechazar_pronto(cabecera: &[u8]) -> Option<Llegada> {
    // Así abre una conexión cifrada (TLS): alguien ha escrito https:// donde era http://.
    if cabecera.starts_with(&[0x16, 0x03]) {
        return Some(Llegada::Rechazo(
            Estado::NO_SE_ENTIENDE,
            "venía cifrado: aquí es http://, sin la «s»",
        ));
    }
    let peticion = sin_linea_vacia(cabecera);
    let salto = peticion.iter().position(|&byte| byte == b'\n')?;
    primera_linea(&String::from_utf8_lossy(&peticion[..salto])).err()
}

/// Entiende una cabecera entera. Con ella completa sí se puede pasar a texto: no hay letras partidas.
pub fn entender(cabecera: &[u8]) -> Llegada {
    let texto = String::from_utf8_lossy(sin_linea_vacia(cabecera));
    let (primera, demas) =
        texto.split_once('\n').unwrap_or((&texto, ""));
    match primera_linea(primera) {
        Err(rechazo) => rechazo,
        Ok((metodo, destino)) => Llegada::Peticion(Peticion {
            metodo: metodo.to_string(),
            destino: destino.to_string(),
            cabeceras: demas
                .lines()
                .filter_map(|linea| linea.split_once(':'))
                .map(limpia)
                .collect(),
        }),
    }
}

// ANCHOR: primera
/// `GET /favicon.ico HTTP/1.1`: qué se quiere hacer, con qué, y en qué
/// versión del idioma. Lo demás no es HTTP.
fn primera_linea(linea: &str) -> Result<(&str, &str), Llegada> {
    let rechazo =
        |estado, motivo| Err(Llegada::Rechazo(estado, motivo));
    let palabras: Vec<&str> = linea.trim_end().split(' ').collect();
    match palabras[..] {
        [metodo, destino, "HTTP/1.1" | "HTTP/1.0"]
            if es_metodo(metodo) && !destino.is_empty() =>
        {
            Ok((metodo, destino))
        }
        [metodo, _, version]
            if es_metodo(metodo) && version.starts_with("HTTP/") =>
        {
            rechazo(Estado::OTRA_VERSION, "ese HTTP no lo hablamos")
        }
        _ => rechazo(Estado::NO_SE_ENTIENDE, "eso no es HTTP"),
    }
}
// ANCHOR_END: primera

/// GET, POST, PROPFIND…: una palabra en mayúsculas.
fn es_metodo(palabra: &str) -> bool {
    !palabra.is_empty()
        && palabra.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn limpia((nombre, valor): (&str, &str)) -> (String, String) {
    (nombre.trim().to_string(), valor.trim().to_string())
}

impl Peticion {
    /// La página que se pide: sin lo que va tras `?`.
    pub fn ruta(&self) -> &str {
        maneras::ruta(&self.destino)
    }
}
