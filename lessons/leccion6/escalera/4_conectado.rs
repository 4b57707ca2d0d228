//! `connect` no llama a nadie: apunta con quién hablas, y el sistema tira lo que llegue de cualquier otro.
//! Ejecútalo:   cargo run --bin l6-4     con el eco en otra terminal:   cargo run --bin l6-2
//! Verás el eco, que ya solo puede ser del servidor. Sin el eco en marcha, en Linux y en macOS acaba con un error.

use std::io;
use std::net::UdpSocket;

fn main() -> io::Result<()> {
    // El puerto 0 es «el que esté libre»: a él volverá el eco.
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:20001")?;
    socket.send("¡Hola!".as_bytes())?;
    let mut buffer = [0; 65_535];
    let leidos = socket.recv(&mut buffer)?;
    let texto = String::from_utf8_lossy(&buffer[..leidos]);
    println!("{}: «{texto}»", socket.peer_addr()?);
    Ok(())
}
