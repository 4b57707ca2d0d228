//! Un cliente: llama, dice algo y lee lo que vuelve.
//! Ejecútalo:   cargo run --bin l2-1     con el servidor en otra terminal:   cargo run --bin leccion2 -- servidor
//! Verás volver lo que has enviado: eso es un eco.

use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:8081")?;
    stream.write_all("¡Hola!\n".as_bytes())?;
    let mut buffer = [0; 1024];
    let leidos = stream.read(&mut buffer)?;
    println!("{leidos} bytes: {:?}", &buffer[..leidos]);
    Ok(())
}
