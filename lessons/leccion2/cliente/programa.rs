//! Cliente de eco: envía lo que le das, lee lo que vuelve y comprueba que es lo mismo, byte a byte.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:
//!     cargo run --bin leccion2 -- cliente "¡Hola, señor!"       un mensaje
//!     cargo run --bin leccion2 -- cliente < foto.jpg > eco.jpg  cualquier cosa, de cualquier tamaño
//!     cargo run --bin leccion2 -- cliente                       línea a línea, hasta Ctrl-D
//!
//! El eco sale por stdout sin añadidos, así que se puede guardar o comparar; lo que el cliente cuenta sale por stderr.

use std::io::{self, Cursor, IsTerminal, Write};
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::errores::Resultado;

use crate::cliente::conectar::conectar;
use crate::cliente::interactivo::conversar;
use crate::cliente::transferencia::{Final, ida_y_vuelta};

/// Envía `mensaje` o, si no hay, lo que llegue por stdin: una tubería entera, o el teclado línea a línea.
///
/// # Errors
/// Si no se puede conectar o el eco no es idéntico.
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], plazo: Duration) -> Resultado {
    let stream = conectar(host, puerto, plazo)?;
    let mut salida = io::stdout();
    if mensaje.is_empty() && io::stdin().is_terminal() {
        return conversar(&stream, io::stdin().lock(), salida, plazo);
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
