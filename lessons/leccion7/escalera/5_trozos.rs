//! Por UDP el fichero va en trozos, cada uno con su número delante, en un byte. Sale de `1_enviar.rs`.
//! Ejecútalo:   cargo run --bin l7-5     con el que recibe en otra terminal:   cargo run --bin l7-6
//! Verás cuánto sale. Van todos seguidos y sin mirar atrás: si a `l7-6` le falta alguno, aquí nadie se entera.

use std::fs;
use std::io;
use std::net::UdpSocket;

fn main() -> io::Result<()> {
    let datos = fs::read("gatin.jpg")?;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:12345")?;
    for (indice, trozo) in datos.chunks(1000).enumerate() {
        enviar(&socket, indice as u8, trozo)?; // tras el 255, el 0
    }
    println!("gatin.jpg: {} bytes", datos.len());
    Ok(())
}

fn enviar(socket: &UdpSocket, numero: u8, trozo: &[u8]) -> io::Result<()> {
    let mut datagrama = vec![numero];
    datagrama.extend(trozo);
    socket.send(&datagrama)?;
    Ok(())
}
