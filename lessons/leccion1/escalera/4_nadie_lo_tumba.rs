//! Nadie lo tumba: lo que le pase a un cliente se cuenta, y se sigue. Sin la lectura, es el comienzo de `servidor_saludo`.
//! Ejecútalo:   cargo run --bin l1-4     y abre en un navegador   http://127.0.0.1:8081/
//! Verás que ya ningún cliente acaba con él. El navegador se queja: lo que le decimos no es HTTP.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        // Aquí el programa se para hasta que alguien llama.
        let (stream, cliente) = listener.accept()?;
        match atender(stream) {
            Ok(leidos) => println!("{cliente}: {leidos} bytes"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        }
    }
}

/// Saluda a un cliente. Devuelve cuántos bytes ha contestado.
fn atender(mut stream: TcpStream) -> io::Result<usize> {
    let saludo = "Hola, ¡gracias por conectarte!\n";
    stream.write_all(saludo.as_bytes())?;
    let mut buffer = [0; 1024];
    stream.read(&mut buffer)
}
