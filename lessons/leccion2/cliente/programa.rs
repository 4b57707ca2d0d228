//! Cliente de eco: envía lo que le das, lee lo que vuelve y comprueba que es lo mismo, byte a byte.
//!
//! Pruébalo, con el servidor en marcha en otra terminal:
//!     cargo run --bin leccion2 -- cliente "¡Hola, señor!"       un mensaje
//!     cargo run --bin leccion2 -- cliente < foto.jpg > eco.jpg  cualquier cosa, de cualquier tamaño
//!     cargo run --bin leccion2 -- cliente                       línea a línea, hasta Ctrl-D
//!
//! El eco sale por stdout sin añadidos, así que se puede guardar o comparar; lo que el cliente cuenta sale por stderr. Solo
//! en una terminal se tapa lo que la terminal obedecería: los bytes son de otro.

use std::io::{self, Cursor, IsTerminal, Write};
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::consola::{avisar, salida_ajena};
use redes::errores::{Resultado, alguien_lee};

use crate::cliente::conectar::conectar;
use crate::cliente::interactivo::conversar;
use crate::cliente::transferencia::{Final, ida_y_vuelta};

/// Envía `mensaje` o, si no hay, lo que llegue por stdin: una tubería entera, o el teclado línea a línea.
///
/// # Errors
/// Si no se puede conectar, el eco no es idéntico o no se puede escribir.
pub fn ejecutar(host: &str, puerto: u16, mensaje: &[String], plazo: Duration) -> Resultado {
    let stream = conectar(host, puerto, plazo)?;
    // El eco son bytes de otro: a una tubería van tal cual; en una terminal, sin que manden en ella.
    let mut salida = salida_ajena();
    if mensaje.is_empty() && io::stdin().is_terminal() {
        return conversar(&stream, io::stdin().lock(), salida, plazo);
    }
    let (como, salto) = if mensaje.is_empty() {
        (ida_y_vuelta(stream, io::stdin(), &mut salida, plazo)?, "")
    } else {
        // El mensaje de la línea de órdenes no lleva salto de línea; la pantalla lo agradece.
        (ida_y_vuelta(stream, Cursor::new(mensaje.join(" ")), &mut salida, plazo)?, "\n")
    };
    let acabado = salida.terminar().and_then(|()| salida.write_all(salto.as_bytes())).and_then(|()| salida.flush());
    let leido = alguien_lee(acabado)?;
    avisar(&match como {
        Final::Entera(1) if leido => "enviado 1 byte, eco idéntico".to_string(),
        Final::Entera(bytes) if leido => format!("enviados {}, eco idéntico", en_bytes(bytes)),
        Final::Entera(bytes) | Final::SinLector(bytes) => {
            format!("nadie lee ya la salida: lo dejo tras {} de eco", en_bytes(bytes))
        }
    });
    Ok(())
}
