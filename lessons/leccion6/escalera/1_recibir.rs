//! Un socket UDP recibe datagramas: cada uno llega entero, y dice de quién es. No hay conexión que aceptar.
//! Ejecútalo:   cargo run --bin l6-1     y en otra terminal:   cargo run --bin leccion6 -- udp cliente "¡Hola!"
//! Verás el mensaje y la dirección de quien escribe, que insiste y se cansa, porque aquí nadie le contesta.

use std::io;
use std::net::UdpSocket;

fn main() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:20001")?;
    println!("escuchando en {}", socket.local_addr()?);
    // Con esto cabe cualquier datagrama. Lo que no cabe, se pierde.
    let mut buffer = [0; 65_535];
    loop {
        let (leidos, de) = socket.recv_from(&mut buffer)?;
        let texto = String::from_utf8_lossy(&buffer[..leidos]);
        println!("{de}: {leidos} bytes, «{texto}»");
    }
}
