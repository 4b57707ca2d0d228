//! Lo justo de HTTP para que lo entienda cualquier navegador: se lee la petición hasta su línea en blanco, y la respuesta
//! anuncia su tipo y su longitud. La lección 1 lo cuenta despacio.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

use redes::red::es_plazo;

/// Lo más larga que puede ser una petición, en bytes.
const PETICION_MAXIMA: usize = 16 * 1024;

/// La ruta que pide el cliente, o `None` si se va sin pedir nada o calla.
pub fn leer_peticion(
    mut stream: &TcpStream,
) -> io::Result<Option<String>> {
    let mut peticion = Vec::new();
    let mut buffer = [0; 2048];
    // La petición acaba en una línea en blanco, que puede llegar partida: se mira todo lo acumulado.
    while !peticion.windows(4).any(|cuatro| cuatro == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) if peticion.is_empty() => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => {
                peticion.extend_from_slice(&buffer[..leidos])
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Una conexión de reserva que no se ha llegado a usar.
            Err(error) if peticion.is_empty() && es_plazo(&error) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
        if peticion.len() > PETICION_MAXIMA {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!("su petición pasa de {PETICION_MAXIMA} bytes"),
            ));
        }
    }
    // «GET /ruta?lo=demas HTTP/1.1»
    let primera = String::from_utf8_lossy(&peticion);
    let ruta = primera.split_whitespace().nth(1).unwrap_or_default();
    Ok(Some(ruta.split('?').next().unwrap_or_default().to_string()))
}

pub fn respuesta(estado: &str, html: &str) -> Vec<u8> {
    let cuerpo = format!(
        "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\"><title>Saludo</title><p>{html}</p></html>\n"
    );
    format!(
        "HTTP/1.1 {estado}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{cuerpo}",
        cuerpo.len()
    )
    .into_bytes()
}
