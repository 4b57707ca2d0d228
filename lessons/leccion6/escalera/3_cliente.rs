//! El cliente que se escribe la primera vez: envía, y da por respuesta lo primero que llegue, sea de quien sea.
//! Ejecútalo:   cargo run --bin l6-3     con el eco en otra terminal:   cargo run --bin l6-2
//! Verás el eco y de quién es. Con `l6-1` en su lugar no acaba nunca: el envío ha ido bien, y nadie contesta.

use std::io;
use std::net::UdpSocket;

fn main() -> io::Result<()> {
    // El puerto 0 es «el que esté libre»: a él volverá el eco.
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.send_to("¡Hola!".as_bytes(), "127.0.0.1:20001")?;
    let mut buffer = [0; 65_535];
    let (leidos, de) = socket.recv_from(&mut buffer)?;
    let texto = String::from_utf8_lossy(&buffer[..leidos]);
    println!("{de}: «{texto}»");
    Ok(())
}
