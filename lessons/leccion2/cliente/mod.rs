//! Cliente de eco: envía lo que le das, lee lo que vuelve y comprueba que es lo mismo, byte a byte.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:
//!     cargo run --bin leccion2 -- cliente "¡Hola, señor!"       un mensaje
//!     cargo run --bin leccion2 -- cliente < foto.jpg > eco.jpg  cualquier cosa, de cualquier tamaño
//!     cargo run --bin leccion2 -- cliente                       línea a línea, hasta Ctrl-D
//!
//! El eco sale por stdout sin añadidos, así que se puede guardar o comparar; lo que el cliente cuenta sale por stderr.

pub mod cuentas;
pub mod en_vuelo;
pub mod interactivo;
pub mod pendientes;
pub mod transferencia;
pub mod veredicto;

use std::io::{self, Cursor, ErrorKind, IsTerminal, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::cliente::transferencia::{Final, ida_y_vuelta};
use crate::pantalla::frases::en_bytes;

/// Cuánto se espera a que el servidor conteste. `--plazo` lo cambia.
pub const PLAZO: Duration = Duration::from_secs(10);

/// Envía `mensaje` o, si no hay, lo que llegue por stdin: una tubería entera, o el teclado línea a línea.
///
/// # Errors
/// Si no se puede conectar o el eco no es idéntico.
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], plazo: Duration) -> Resultado {
    let stream = conectar(host, puerto, plazo)?;
    let mut salida = io::stdout();
    if mensaje.is_empty() && io::stdin().is_terminal() {
        return interactivo::conversar(&stream, io::stdin().lock(), salida, plazo);
    }
    let como = if mensaje.is_empty() {
        ida_y_vuelta(stream, io::stdin(), &mut salida, plazo)?
    } else {
        let como = ida_y_vuelta(stream, Cursor::new(mensaje.join(" ")), &mut salida, plazo)?;
        // El mensaje de la línea de órdenes no lleva salto de línea; la pantalla lo agradece.
        let _ = writeln!(salida);
        como
    };
    let informe = match como {
        Final::Entera(1) => "enviado 1 byte, eco idéntico".to_string(),
        Final::Entera(bytes) => format!("enviados {}, eco idéntico", en_bytes(bytes)),
        Final::SinLector(bytes) => format!("nadie lee ya la salida: lo dejo tras {} de eco", en_bytes(bytes)),
    };
    let _ = writeln!(io::stderr(), "{informe}");
    Ok(())
}

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
