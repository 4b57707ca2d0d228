//! Lee y devuelve hasta que el cliente se despide: `read` dice entonces que ha leído 0 bytes.
//! Ejecútalo:   cargo run --bin l2-3     y en otra terminal:   cargo run --bin l2-1
//! Verás que vuelve todo, por mucho que sea. Pero con un cliente que corta, el servidor se acaba.

use std::io::{self, Read, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (mut stream, cliente) = listener.accept()?;
        let mut buffer = [0; 1024];
        loop {
            let leidos = stream.read(&mut buffer)?;
            if leidos == 0 {
                break;
            }
            stream.write_all(&buffer[..leidos])?;
        }
        println!("{cliente}: se ha despedido");
    }
}
