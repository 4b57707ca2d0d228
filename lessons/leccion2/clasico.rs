//! El error clásico, para verlo ocurrir: un servidor que toma **una lectura por el mensaje entero**.
//!
//! Ejecútalo:   cargo run --bin leccion2 -- servidor --clasico
//! y en otra terminal envíale más de 1024 bytes:
//!              head -c 5000 /dev/zero | cargo run --bin leccion2 -- cliente
//!
//! Con «hola» funciona siempre, y por eso dura años sin que nadie lo note. Con 5000 bytes vuelven 1024 y después la
//! conexión se rompe: el servidor ha cerrado con 3976 bytes sin leer, y un sistema que tira datos a la basura no se
//! despide con educación (FIN), sino que corta (RST), para que el otro lado sepa que se han perdido.

use std::io::{self, Read, Write};
use std::net::TcpStream;

// ANCHOR: clasico
/// Un `read`, un `write_all`, y adiós. ¿Qué puede salir mal?
pub fn atender(mut stream: &TcpStream) -> io::Result<u64> {
    let mut buffer = [0; 1024];
    let leidos = stream.read(&mut buffer)?;
    stream.write_all(&buffer[..leidos])?;
    Ok(leidos as u64)
}
// ANCHOR_END: clasico
