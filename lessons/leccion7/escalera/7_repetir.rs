//! Cada trozo se envía hasta que lo confirman, y solo entonces va el siguiente. Sale de `5_trozos.rs`.
//! Ejecútalo:   cargo run --bin l7-7     con el que recibe en otra terminal:   cargo run --bin l7-6
//! Verás que llega entero. `l7-1` empieza el reto `enviar_archivo_tcp`; así aguanta de verdad: `leccion7 -- udp cliente`.

use std::fs;
use std::io;
use std::net::UdpSocket;
use std::time::Duration;

fn main() -> io::Result<()> {
    let datos = fs::read("gatin.jpg")?;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect("127.0.0.1:12345")?;
    socket.set_read_timeout(Some(Duration::from_millis(500)))?;
    for (indice, trozo) in datos.chunks(1000).enumerate() {
        enviar(&socket, indice as u8, trozo)?; // tras el 255, el 0
    }
    println!("gatin.jpg: {} bytes", datos.len());
    Ok(())
}

fn enviar(socket: &UdpSocket, numero: u8, trozo: &[u8]) -> io::Result<()> {
    let mut datagrama = vec![numero];
    datagrama.extend(trozo);
    let mut acuse = [0];
    for _ in 0..5 {
        socket.send(&datagrama)?;
        while socket.recv(&mut acuse).is_ok() {
            // El acuse dice qué número se espera: el siguiente al nuestro.
            if acuse[0] == numero.wrapping_add(1) {
                return Ok(());
            }
        }
        println!("trozo {numero}: sin acuse, va otra vez");
    }
    Err(io::Error::other("cinco envíos y ningún acuse"))
}
