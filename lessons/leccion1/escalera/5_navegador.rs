//! Algo que un navegador entienda. En HTTP, antes del texto va una cabecera: cómo ha ido, qué es y cuánto ocupa.
//! Ejecútalo:   cargo run --bin l1-5     y abre en un navegador   http://127.0.0.1:8081/
//! Verás el saludo en el navegador. Pero contestamos sin esperar a que pregunte: prueba con `nc` y no escribas nada.

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
    // Cada línea acaba en `\r\n`. La vacía separa cabecera y texto.
    let respuesta = format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         \r\n\
         {saludo}",
        saludo.len() // en bytes, no en letras
    );
    stream.write_all(respuesta.as_bytes())?;
    let mut buffer = [0; 1024];
    stream.read(&mut buffer)
}
