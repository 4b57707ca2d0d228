//! Primero se lee la petición, que acaba en una línea vacía, y después se contesta. Así empieza el reto `servidor_web`.
//! Ejecútalo:   cargo run --bin l1-6     y abre en un navegador   http://127.0.0.1:8081/
//! Verás lo que pide. Uno que llama y calla hace esperar a los demás: aguanta de verdad `cargo run --bin leccion1 -- servidor`.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        // Aquí el programa se para hasta que alguien llama.
        let (stream, cliente) = listener.accept()?;
        match atender(stream) {
            Ok(peticion) => println!("{cliente}: {peticion}"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        }
    }
}

/// Saluda a un cliente cuando lo pide. Devuelve su petición.
fn atender(mut stream: TcpStream) -> io::Result<String> {
    let mut lector = BufReader::new(&stream);
    let mut peticion = String::new();
    // `read_line` añade una línea. Si da cero, ha colgado.
    while lector.read_line(&mut peticion)? > 0 {
        if peticion.ends_with("\r\n\r\n") {
            break;
        }
    }
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
    Ok(peticion)
}
