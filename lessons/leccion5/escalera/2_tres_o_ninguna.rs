//! Si no son exactamente tres líneas no es un informe: es un error, que se cuenta sin dejar de atender a los demás.
//! Ejecútalo:   cargo run --bin l5-2     y en otra terminal:   printf 'hoy\naula\n07\n1.95.0' | nc -N 127.0.0.1 8081
//! Verás que lo rechaza y que sigue en marcha. Pero un nombre con un salto dentro no hay manera de enviarlo.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        if let Err(error) = atender(stream) {
            eprintln!("{cliente}: {error}");
        }
    }
}

fn atender(mut stream: TcpStream) -> io::Result<()> {
    let mut texto = String::new();
    stream.read_to_string(&mut texto)?;
    if texto.lines().count() != 3 {
        return Err(io::Error::other("no son tres líneas"));
    }
    let mut lineas = texto.lines();
    println!("fecha   {:?}", lineas.next());
    println!("nombre  {:?}", lineas.next());
    println!("versión {:?}", lineas.next());
    Ok(())
}
