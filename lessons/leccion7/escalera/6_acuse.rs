//! El que recibe trozos: guarda solo el que toca, y a todos, también al repetido, contesta qué número espera ahora.
//! Ejecútalo:   cargo run --bin l7-6     y en otra terminal:   cargo run --bin l7-5
//! Verás los trozos en orden, hasta el primero que falte. Para otro fichero, arráncalo otra vez: no sabe dónde acaban.

use std::fs::File;
use std::io::{self, Write};
use std::net::UdpSocket;

fn main() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:12345")?;
    println!("escuchando en {}", socket.local_addr()?);
    let mut fichero = File::create("recibido.bin")?;
    let mut toca: u8 = 0;
    let mut buffer = [0; 65_535];
    loop {
        let (leidos, emisor) = socket.recv_from(&mut buffer)?;
        if leidos > 0 && buffer[0] == toca {
            fichero.write_all(&buffer[1..leidos])?;
            println!("trozo {toca}: {} bytes", leidos - 1);
            toca = toca.wrapping_add(1);
        }
        socket.send_to(&[toca], emisor)?; // el acuse
    }
}
