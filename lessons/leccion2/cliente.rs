//! Cliente de eco: envía lo que le das, lee lo que vuelve y comprueba que es lo mismo, byte a byte.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:
//!     cargo run --bin leccion2 -- cliente "¡Hola, señor!"       un mensaje
//!     cargo run --bin leccion2 -- cliente < foto.jpg > eco.jpg  cualquier cosa, de cualquier tamaño
//!     cargo run --bin leccion2 -- cliente                       línea a línea, hasta Ctrl-D
//!
//! El eco sale por stdout sin añadidos, así que se puede guardar o comparar; lo que el cliente cuenta sale por stderr.

use std::io::{self, Cursor, IsTerminal, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::interactivo;
use crate::servidor::en_bytes;
use crate::transferencia::{Final, ida_y_vuelta};

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
        Final::Entera(bytes) => format!("enviados {bytes} bytes, eco idéntico"),
        Final::SinLector(bytes) => format!("nadie lee ya la salida: lo dejo tras {} de eco", en_bytes(bytes)),
    };
    let _ = writeln!(io::stderr(), "{informe}");
    Ok(())
}

// ANCHOR: conectar
/// Llama al servidor, y no espera más de `plazo` a que descuelgue.
pub fn conectar(host: &str, puerto: u16, plazo: Duration) -> Resultado<TcpStream> {
    let mut ultimo = None;
    // Un nombre puede tener varias direcciones (localhost es ::1 y
    // también 127.0.0.1): se prueban todas, por orden.
    for direccion in direcciones(host, puerto)? {
        match TcpStream::connect_timeout(&direccion, plazo) {
            Ok(stream) => return Ok(stream),
            Err(error) => ultimo = Some(error),
        }
    }
    Err(match ultimo {
        Some(error) => Fallo::al_conectar(host, puerto, error),
        None => no_lo_encuentro(host),
    })
}
// ANCHOR_END: conectar

/// Convierte el nombre en direcciones.
fn direcciones(host: &str, puerto: u16) -> Resultado<Vec<SocketAddr>> {
    if puerto == 0 {
        return Err(Fallo::nuevo("el puerto 0 no existe para llamar a nadie")
            .remedio("Usa el que dice el servidor en su primera línea: «escuchando en IP:PUERTO»."));
    }
    // Una dirección IPv6 se escribe entre corchetes cuando lleva puerto detrás: se aceptan de las dos maneras.
    let sin_corchetes = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    match (sin_corchetes, puerto).to_socket_addrs() {
        Ok(direcciones) => Ok(direcciones.collect()),
        Err(_) => Err(no_lo_encuentro(host)),
    }
}

fn no_lo_encuentro(host: &str) -> Fallo {
    let remedio = if host.contains("://") {
        "--host es solo el nombre o la IP, sin «http://»; el puerto va en --puerto."
    } else if host.contains(':') {
        "--host es solo el nombre o la IP; el puerto va aparte, en --puerto."
    } else {
        "Revisa cómo se escribe, o usa su dirección IP; para este mismo ordenador, 127.0.0.1."
    };
    Fallo::nuevo(format!("no encuentro ningún ordenador que se llame «{host}»")).remedio(remedio)
}
