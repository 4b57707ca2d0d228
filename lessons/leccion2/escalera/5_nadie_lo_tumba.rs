//! Lo que le pase a un cliente se cuenta, y se sigue con el siguiente.
//! Ejecútalo:   cargo run --bin l2-5     y en otra terminal:   cargo run --bin l2-1
//! Verás que un cliente que corta ya no acaba con el servidor. Así empieza el reto `servidor_eco`.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = match listener.accept() {
            Ok(llegado) => llegado,
            Err(error) => {
                println!("no he podido atender a uno: {error}");
                continue;
            }
        };
        match atender(stream) {
            Ok(devueltos) => println!("{cliente}: {devueltos} bytes de eco"),
            Err(error) => println!("{cliente}: se ha cortado ({error})"),
        }
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
