//! Un hilo por cliente: `main` solo acepta, y cada conversación va por su lado. Con `move`, el hilo se queda el `stream`.
//! Ejecútalo:   cargo run --bin l4-2     y en otras dos a la vez:   nc 127.0.0.1 2065
//! Verás que a los dos se les pregunta enseguida, y que cada uno contesta cuando quiere.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:2065")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        thread::spawn(move || match atender(stream) {
            Ok(()) => println!("{cliente}: ha terminado"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        });
    }
}

/// La conversación con un cliente, en su hilo.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all("¿Cómo te llamas?\n".as_bytes())?;
    let mut nombre = String::new();
    BufReader::new(&stream).read_line(&mut nombre)?;
    stream.write_all(format!("Hola, {nombre}").as_bytes())
}
