//! Por turno: un servidor que pregunta el nombre y saluda. Mientras espera a uno, no mira si hay otro.
//! Ejecútalo:   cargo run --bin l4-1     y en otras dos a la vez:   nc 127.0.0.1 2065
//! Verás que el segundo conecta y espera sin que nadie le diga nada, hasta que el primero escribe su nombre.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:2065")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (mut stream, _) = listener.accept()?;
        stream.write_all("¿Cómo te llamas?\n".as_bytes())?;
        let mut nombre = String::new();
        BufReader::new(&stream).read_line(&mut nombre)?;
        stream.write_all(format!("Hola, {nombre}").as_bytes())?;
    }
}
