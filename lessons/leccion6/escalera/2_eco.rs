//! Eco: cada datagrama vuelve a quien lo envió. Un solo socket habla con todos, sin hilos y sin despedidas.
//! Ejecútalo:   cargo run --bin l6-2     y en otra terminal:   cargo run --bin leccion6 -- udp cliente "¡Hola!"
//! Verás que ahora el cliente recibe su eco, y dos a la vez, cada uno el suyo. Así empieza el reto `servidor_eco_udp`.

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
        socket.send_to(&buffer[..leidos], de)?;
    }
}
