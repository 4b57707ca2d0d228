//! Un plazo: si en medio segundo no llega nada, la espera se acaba. Un datagrama perdido ya no cuelga el programa.
//! Ejecútalo:   cargo run --bin l6-5     con `l6-1` en otra terminal, que recibe y no contesta
//! Verás que se cansa y lo dice. Con `l6-2` en su lugar llega el eco.

use std::io;
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    // El puerto 0 es «el que esté libre»: a él volverá el eco.
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:20001")?;
    socket.set_read_timeout(Some(Duration::from_millis(500)))?;
    socket.send("¡Hola!".as_bytes())?;
    let mut buffer = [0; 65_535];
    match socket.recv(&mut buffer) {
        Ok(leidos) => {
            let texto = String::from_utf8_lossy(&buffer[..leidos]);
            println!("{}: «{texto}»", socket.peer_addr()?);
        }
        // El plazo agotado es `WouldBlock`; en Windows, `TimedOut`.
        Err(error) => println!("sin eco ({:?})", error.kind()),
    }
    Ok(())
}
