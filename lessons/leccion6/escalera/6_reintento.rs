//! Si no llega el eco se envía otra vez lo mismo, hasta cinco veces: quizá se perdió la ida, quizá la vuelta.
//! Ejecútalo:   cargo run --bin l6-6     con `l6-1` en otra terminal, que recibe y no contesta
//! Verás los cinco intentos, y en `l6-1`, cinco mensajes iguales. Con `l6-2` basta uno.

use std::io;
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    // El puerto 0 es «el que esté libre»: a él volverá el eco.
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:20001")?;
    socket.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut buffer = [0; 65_535];
    for intento in 1..=5 {
        socket.send("¡Hola!".as_bytes())?;
        match socket.recv(&mut buffer) {
            Ok(leidos) => {
                let texto = String::from_utf8_lossy(&buffer[..leidos]);
                println!("{}: «{texto}»", socket.peer_addr()?);
                return Ok(());
            }
            // El plazo agotado es `WouldBlock`; en Windows, `TimedOut`.
            Err(error) => println!("{intento}: sin eco ({:?})", error.kind()),
        }
    }
    Err(io::Error::other("cinco envíos y ningún eco"))
}
