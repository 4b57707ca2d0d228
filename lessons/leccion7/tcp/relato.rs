//! Lo que se dice de un fichero que viaja por TCP: cómo va, cómo acaba y qué le ha pasado al que no llega.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use redes::cifras;
use redes::consola::visible;
use redes::errores::{Fallo, explicar};
use redes::red::es_plazo;

use super::anuncio::Anuncio;

/// Por qué una conexión no ha dejado un fichero.
#[derive(Debug)]
pub enum Problema {
    /// No ha llegado a decir qué enviaba: no cuenta.
    NoEmpieza(String),
    /// Había empezado.
    AMedias(String),
}

impl Problema {
    pub fn sin_anuncio(error: &io::Error) -> Self {
        Self::NoEmpieza(match error.kind() {
            ErrorKind::InvalidData => {
                "no habla nuestro protocolo (si es un programa de Python, arráncame con --protocolo python)".to_string()
            }
            ErrorKind::UnexpectedEof => "ha colgado sin decir qué enviaba".to_string(),
            _ if es_plazo(error) => "conecta y no dice qué envía".to_string(),
            _ => format!("se ha cortado sin decir qué enviaba: {}", explicar(error)),
        })
    }

    /// Con `--clientes N`, el N+1.
    pub fn llega_tarde() -> Self {
        Self::NoEmpieza("llega cuando ya no admito más".to_string())
    }

    pub fn no_guardo(error: &io::Error) -> Self {
        Self::AMedias(sin_guardar(error))
    }

    pub fn otra_suma() -> Self {
        Self::AMedias("han llegado todos los bytes, pero no suman lo anunciado".to_string())
    }

    pub fn a_medias(que: &str, van: u64, total: u64) -> Self {
        let parte = (u128::from(van) * 100 / u128::from(total.max(1))) as u64;
        let (van, total) = (cifras::numero(van), cifras::numero(total));
        Self::AMedias(format!("{que} cuando habían llegado {van} de {total} bytes ({parte} %)"))
    }
}

pub fn sin_guardar(error: &io::Error) -> String {
    format!("no he podido guardarlo: {}", explicar(error))
}

/// Qué le ha pasado a una lectura.
pub fn que_pasa(error: &io::Error, silencio: Duration) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "ha colgado".to_string(),
        _ if es_plazo(error) => callado(silencio),
        _ => format!("se ha cortado: {}", explicar(error)),
    }
}

/// El plazo ha pasado y no ha llegado nada.
pub fn callado(silencio: Duration) -> String {
    format!("lleva {} callado", cifras::duracion(silencio))
}

/// El plazo ha pasado y algo había llegado, pero muy poco.
pub fn gotea(silencio: Duration) -> String {
    format!("en {} casi no ha enviado nada", cifras::duracion(silencio))
}

/// Lo que se ve cuando llega un anuncio. El nombre lo ha escrito un desconocido: nada suyo manda en esta terminal.
pub fn empieza(anuncio: &Anuncio) -> String {
    format!("envía «{}», {}", visible(&anuncio.nombre), cifras::tamano(anuncio.tamano))
}

pub fn guardado(ruta: &Path, avisado: bool) -> String {
    let nota = if avisado { "" } else { " (y quien lo enviaba se ha ido sin esperar a saberlo)" };
    format!("entero y comprobado, guardado en {}{nota}", visible(&ruta.to_string_lossy()))
}

/// «…: 25 432 bytes en 1,2 ms, a 20 MiB/s».
pub fn cuenta(bytes: u64, tiempo: Duration, que: &str) -> String {
    let ritmo = bytes as f64 / tiempo.as_secs_f64().max(1e-6);
    let (bytes, tiempo, ritmo) = (cifras::en_bytes(bytes), cifras::duracion(tiempo), cifras::tamano(ritmo as u64));
    format!("{que}: {bytes} en {tiempo}, a {ritmo}/s")
}

/// El envío se ha cortado cuando el sistema llevaba aceptados `van` bytes.
pub fn aceptado(con: &str, van: u64, total: u64, error: io::Error) -> Fallo {
    let (van, total) = (cifras::numero(van), cifras::numero(total));
    Fallo::al_conversar(format!("{con} cuando había aceptado {van} de {total} bytes"), error)
}

pub fn sin_veredicto(con: &str) -> Fallo {
    Fallo::nuevo(format!("{con} ha colgado sin decir si tiene el fichero"))
        .remedio("Mira qué dice el servidor: ¿es el de esta lección, y habla el mismo --protocolo?")
}
