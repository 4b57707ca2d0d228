//! Paso 9: por qué la longitud de una respuesta va en bytes.

use std::io::Write;
use std::time::Duration;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::fallo_del_paso;
use super::navegador;
use crate::http::lectura::leer_peticion;
use crate::plazo::HastaLaHora;

const PLAZO: Duration = Duration::from_secs(3);

/// Un cuerpo con letras de más de un byte.
const CUERPO: &str = "¡El ñandú comió piñones!";

pub fn paso() -> Paso {
    Paso::nuevo("bytes-y-letras", "La respuesta, y cuánto ocupa")
        .parrafo(
            "Una respuesta tiene la misma forma: línea de estado, cabeceras, línea en blanco y el cuerpo. \
             `Content-Length` dice cuánto ocupa el cuerpo, y el navegador lee eso y para.",
        )
        .parrafo(format!(
            "Con prisa, contamos las letras de «{CUERPO}»: son {}. En UTF-8, cada vocal con tilde, cada «ñ» y cada \
             «¡» ocupa dos bytes. Y enviamos `Content-Length: {}`.",
            CUERPO.chars().count(),
            CUERPO.chars().count()
        ))
        .apuesta(
            "¿Qué texto verá quien visite la página?",
            &[
                "Entero: 24 letras son 24 letras",
                "«¡El ñandú comió piñ», y nada más",
                "Entero, con rombos «�» en lugar de las tildes",
                "Ninguno: HTTP no admite tildes",
            ],
        )
        .ejecutar(contar_letras)
        .parrafo("El nuestro cuenta bytes, que es lo que en Rust devuelve `len()` (en Python, `len()` de un `str` cuenta letras):")
        .codigo("respuesta.rs", "cabecera")
}

fn contar_letras(escena: &Escena) -> Resultado<Desenlace> {
    let respuesta = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{CUERPO}",
        CUERPO.chars().count()
    );
    let (_, contestado) = escena.conversar(
        move |mut stream| {
            leer_peticion(HastaLaHora::nuevo(&stream, PLAZO))?;
            stream.write_all(respuesta.as_bytes())
        },
        |stream| navegador::pedir(stream, "/"),
    )?;
    let contestado = contestado.map_err(fallo_del_paso)?;
    let visto = match navegador::entender(&contestado) {
        Ok(pagina) => {
            String::from_utf8_lossy(&pagina.cuerpo).into_owned()
        }
        Err(_) => {
            return Ok(Desenlace::opcion(
                3,
                "El navegador no ha entendido la respuesta.",
            ));
        }
    };
    let cierta = match visto.as_str() {
        CUERPO => 0,
        _ if visto.contains('�') => 2,
        _ => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Se lee «{visto}». Llegaron los {} bytes del cuerpo, pero el navegador se quedó con los {} anunciados. \
             Es un fallo que solo aparece cuando alguien escribe una tilde: en inglés no lo habríamos visto nunca.",
            CUERPO.len(),
            CUERPO.chars().count()
        ),
    ))
}
