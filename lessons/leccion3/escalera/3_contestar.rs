//! Un cliente tras otro, como en la lección 2, y a cada línea se le contesta con la misma en mayúsculas.
//! Ejecútalo:   cargo run --bin l3-3     y en otra:   nc 127.0.0.1 8081     (escribe líneas; Ctrl-C para irte)
//! Verás volver cada línea en cuanto pulsas Intro: «año» vuelve «AÑO». A quien no pulse Intro nunca, se le guarda todo.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

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
        let leidos = lector.read_line(&mut linea)?;
        if leidos == 0 {
            return Ok(());
        }
        stream.write_all(linea.to_uppercase().as_bytes())?;
    }
}
