//! Llamar al servidor: de un nombre y un puerto a una conversación.

use std::io::ErrorKind;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

/// Cuánto se espera a que el servidor conteste. `--plazo` lo cambia.
pub const PLAZO: Duration = Duration::from_secs(10);

/// Llama al servidor, y no espera más de `plazo` a que descuelgue.
///
/// # Errors
/// Si el nombre no existe o en ninguna de sus direcciones contesta nadie.
pub fn conectar(host: &str, puerto: u16, plazo: Duration) -> Resultado<TcpStream> {
    let fallo = |error| Fallo::al_conectar(host, puerto, error);
    let mut ultimo = ErrorKind::AddrNotAvailable.into();
    // Un nombre puede tener varias direcciones (localhost es ::1 y también 127.0.0.1): se prueban por orden.
    for direccion in (host, puerto).to_socket_addrs().map_err(fallo)? {
        match TcpStream::connect_timeout(&direccion, plazo) {
            Ok(stream) => return Ok(stream),
            Err(error) => ultimo = error,
        }
    }
    Err(fallo(ultimo))
}
