//! Un cliente de eco, con plazo: envía lo que le llega por la entrada y escribe lo que vuelve.
//! Ejecútalo con el eco en otra terminal: cargo run --bin l6-2
//! Escribe algo y acaba con Ctrl-D (en Windows, Ctrl-Z e Intro).

use std::io::{self, Read, Write};
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    let mut mensaje = Vec::new();
    io::stdin().read_to_end(&mut mensaje)?;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:20001")?;
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    socket.send(&mensaje)?;
    let mut buffer = [0; 65_535];
    loop {
        let leidos = socket.recv(&mut buffer)?;
        if buffer[..leidos] == mensaje[..] {
            return io::stdout().write_all(&buffer[..leidos]);
        }
    }
}
