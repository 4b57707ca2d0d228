//! Cada pregunta lleva su número, que vuelve en el eco: así uno atrasado, de otra pregunta, se reconoce y no cuenta.
//! Ejecútalo:   cargo run --bin l6-7     con el eco en otra terminal:   cargo run --bin l6-2
//! Verás tres preguntas y sus ecos. Así empieza el reto `cliente_eco_udp`; así aguanta de verdad: `leccion6 -- udp cliente`.

use std::io;
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    // El puerto 0 es «el que esté libre»: a él volverá el eco.
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:20001")?;
    socket.set_read_timeout(Some(Duration::from_millis(500)))?;
    for numero in 1..=3 {
        preguntar(&socket, &format!("{numero} ¡Hola!"))?;
    }
    Ok(())
}

fn preguntar(socket: &UdpSocket, pregunta: &str) -> io::Result<()> {
    let mut buffer = [0; 65_535];
    for intento in 1..=5 {
        socket.send(pregunta.as_bytes())?;
        // Se escucha hasta que se acaba el plazo o llega lo nuestro.
        while let Ok(leidos) = socket.recv(&mut buffer) {
            let texto = String::from_utf8_lossy(&buffer[..leidos]);
            if texto == pregunta {
                println!("{}: «{texto}»", socket.peer_addr()?);
                return Ok(());
            }
            println!("no es mi eco: «{texto}»");
        }
        println!("intento {intento}: sin eco");
    }
    Err(io::Error::other("cinco envíos y ningún eco"))
}
