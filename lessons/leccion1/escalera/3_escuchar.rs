//! Además de hablar, escucha: tras el saludo lee lo que diga el cliente. Cero bytes es que ha colgado.
//! Ejecútalo:   cargo run --bin l1-3     y en otra:   nc 127.0.0.1 8081     (escribe algo y pulsa Intro)
//! Verás cuántos bytes ha dicho. Pero si uno corta de golpe, su error sale por el `?` de `main`: se acaba el servidor.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        // Aquí el programa se para hasta que alguien llama.
        let (stream, cliente) = listener.accept()?;
        let leidos = atender(stream)?;
        println!("{cliente}: ha dicho {leidos} bytes");
    }
}

/// Saluda a un cliente. Devuelve cuántos bytes ha contestado.
fn atender(mut stream: TcpStream) -> io::Result<usize> {
    let saludo = "Hola, ¡gracias por conectarte!\n";
    stream.write_all(saludo.as_bytes())?;
    let mut buffer = [0; 1024];
    stream.read(&mut buffer)
}
