//! Llamar a un servidor de ficheros: nada espera para siempre, ni a que descuelgue ni, después, a que lea o conteste.

use std::net::TcpStream;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};
use redes::red;

/// Cada cuánto mira el reloj quien escucha lo que conteste.
const LATIDO: Duration = Duration::from_millis(50);

/// Una conexión con `host:puerto`, si alguien contesta antes de `plazo`.
pub fn llamar(host: &str, puerto: u16, plazo: Duration) -> Resultado<TcpStream> {
    let stream = red::llamar(host, puerto, plazo)?;
    let plazos = stream.set_read_timeout(Some(LATIDO)).and_then(|()| stream.set_write_timeout(Some(plazo)));
    plazos.map_err(|error| Fallo::al_conectar(host, puerto, error))?;
    Ok(stream)
}
