//! Una página para el navegador: se lee la petición hasta su línea vacía, y se contesta.
//! Ejecútalo con `rustc`, o deja que lo pruebe la guía, y abre en un navegador   http://127.0.0.1:8081/
//! Verás la página. Su longitud va en bytes.

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

/// Da la página a un cliente cuando la pide. Devuelve su petición.
fn atender(mut stream: TcpStream) -> io::Result<String> {
    // Un lector que sabe buscar dónde acaba una línea.
    let mut lector = BufReader::new(&stream);
    let mut peticion = String::new();
    // `read_line` espera una línea entera y la añade al texto. Si da
    // cero, es que ha colgado.
    while lector.read_line(&mut peticion)? > 0 {
        if peticion.ends_with("\r\n\r\n") {
            break;
        }
    }
    // La barra del final solo parte el texto en este fichero.
    let pagina = "<!doctype html>\n\
                  <html lang=\"es\">\n\
                  <meta charset=\"utf-8\">\n\
                  <title>Mi primer servidor</title>\n\
                  <p>¡Hola desde Rust!</p>\n\
                  </html>\n";
    let respuesta = format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Connection: close\r\n\
         \r\n\
         {pagina}",
        pagina.len()
    );
    stream.write_all(respuesta.as_bytes())?;
    Ok(peticion)
}
