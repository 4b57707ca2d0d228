//! Un servidor de eco con una sola lectura: el que casi todo el mundo escribe la primera vez.
//! Ejecútalo:   cargo run --bin l2-2     y en otra terminal:   cargo run --bin l2-1
//! Verás que con «¡Hola!» funciona. Con 5000 bytes devuelve, como mucho, 1024.

use std::io::{self, Read, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (mut stream, cliente) = listener.accept()?;
        let mut buffer = [0; 1024];
        let leidos = stream.read(&mut buffer)?;
        stream.write_all(&buffer[..leidos])?;
        println!("{cliente}: {leidos} bytes de eco");
    }
}
