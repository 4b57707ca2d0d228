//! Lo que se contesta: HTTP escrito a mano, byte a byte.
//!
//! Línea de estado, cabeceras, línea en blanco y cuerpo. Con `curl -i http://127.0.0.1:8081` se ve entero.

use std::net::SocketAddr;

use crate::http::estado::Estado;
use crate::http::pagina::{self, bienvenida};
use crate::http::peticion::Peticion;

/// Una respuesta lista para enviarse.
#[derive(Debug, PartialEq, Eq)]
pub struct Respuesta {
    pub estado: Estado,
    cuerpo: String,
    solo_cabeceras: bool,
}

// ANCHOR: responder
/// Decide qué se contesta a una petición.
pub fn responder(pide: &Peticion, cliente: SocketAddr) -> Respuesta {
    let respuesta = match (pide.metodo.as_str(), pide.ruta()) {
        ("GET" | "HEAD", "/") => {
            Respuesta::nueva(Estado::BIEN, bienvenida(pide, cliente))
        }
        // Entre otras cosas, /favicon.ico: el icono de la pestaña, que
        // el navegador pide por su cuenta. No hay, y no pasa nada.
        ("GET" | "HEAD", _) => Respuesta::error(
            Estado::NO_ESTA,
            "aquí solo hay una página: /",
        ),
        _ => Respuesta::error(
            Estado::METODO_AJENO,
            "solo sé GET y HEAD",
        ),
    };
    // HEAD pregunta «¿cómo sería?»: mismas cabeceras, sin el cuerpo.
    Respuesta { solo_cabeceras: pide.metodo == "HEAD", ..respuesta }
}
// ANCHOR_END: responder

impl Respuesta {
    /// Una respuesta con su página.
    pub fn nueva(estado: Estado, cuerpo: String) -> Self {
        Self { estado, cuerpo, solo_cabeceras: false }
    }

    /// Una página pequeña que dice qué ha ido mal.
    pub fn error(estado: Estado, motivo: &str) -> Self {
        Self::nueva(estado, pagina::error(estado, motivo))
    }

    // ANCHOR: bytes
    /// Los bytes que cruzan la red.
    pub fn bytes(&self) -> Vec<u8> {
        let Estado(numero, palabra) = self.estado;
        let permitidos = match self.estado {
            Estado::METODO_AJENO => "Allow: GET, HEAD\r\n",
            _ => "",
        };
        // ANCHOR: cabecera
        // `len()` de un texto son BYTES: «ñ» ocupa dos. Es justo lo
        // que cuenta `Content-Length`; con letras, faltaría el final.
        let mut bytes = format!(
            "HTTP/1.1 {numero} {palabra}\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {}\r\n\
             {permitidos}\
             Connection: close\r\n\
             \r\n",
            self.cuerpo.len()
        )
        .into_bytes();
        // ANCHOR_END: cabecera
        if !self.solo_cabeceras {
            bytes.extend_from_slice(self.cuerpo.as_bytes());
        }
        bytes
    }
    // ANCHOR_END: bytes
}
