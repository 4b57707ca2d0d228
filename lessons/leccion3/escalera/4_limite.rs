//! Un límite: sin él, quien no envía nunca un salto de línea nos llena la memoria. Aquí empieza el reto `lineas`.
//! Ejecútalo:   cargo run --bin l3-4     y en otra:   head -c 100000 /dev/zero | nc -N 127.0.0.1 8081
//! Verás que a los 8192 bytes sin salto se cuelga a ese cliente, y que al siguiente se le atiende.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Lo más larga que puede ser una línea, con su salto.
const MAXIMO: u64 = 8192;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        match atender(stream) {
            Ok(()) => println!("{cliente}: ha terminado"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        }
    }
}

/// Contesta a cada línea de un cliente.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    // Uno por conexión: si lee de más, se lo guarda para la siguiente.
    let mut lector = BufReader::new(stream.try_clone()?);
    loop {
        let mut linea = String::new();
        // `take` hace como si el flujo acabara ahí.
        let mut hasta = lector.by_ref().take(MAXIMO);
        let leidos = hasta.read_line(&mut linea)?;
        if leidos == 0 {
            return Ok(());
        }
        if leidos as u64 == MAXIMO && !linea.ends_with('\n') {
            return Err(io::Error::other("una línea sin fin"));
        }
        stream.write_all(linea.to_uppercase().as_bytes())?;
    }
}
