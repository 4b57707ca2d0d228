//! Lecturas y envíos: qué da cada `read`. TCP lleva los bytes en orden, pero no dónde acababa cada envío.
//! Ejecútalo:   cargo run --bin l3-1     y en otra:   (printf uno; printf dos; sleep 1; printf tres) | nc -N 127.0.0.1 8081
//! Verás lo que da cada lectura: quizá "unodos" de una vez, y después "tres". Repítelo: puede salir de otra manera.

use std::io::{self, Read};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    let (mut stream, _) = listener.accept()?;
    let mut buffer = [0; 1024];
    loop {
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            return Ok(());
        }
        println!("{:?}", String::from_utf8_lossy(&buffer[..leidos]));
    }
}
