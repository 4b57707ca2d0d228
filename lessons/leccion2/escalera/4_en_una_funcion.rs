//! Atender a un cliente, en una función: así lo que falle con él tiene un sitio en el que acabar.
//! Ejecútalo:   cargo run --bin l2-4     y en otra terminal:   cargo run --bin l2-1
//! Verás lo mismo que antes: el `?` de dentro sale de `atender`, y el de fuera todavía acaba con el servidor.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        let devueltos = atender(stream)?;
        println!("{cliente}: {devueltos} bytes de eco");
    }
}

/// Devuelve a un cliente todo lo que envía, y dice cuántos bytes han sido.
fn atender(mut stream: TcpStream) -> io::Result<usize> {
    let mut devueltos = 0;
    let mut buffer = [0; 1024];
    loop {
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(devueltos);
        }
        stream.write_all(&buffer[..leidos])?;
        devueltos += leidos;
    }
}
