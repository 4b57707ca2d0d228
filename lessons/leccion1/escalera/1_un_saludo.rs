//! Un servidor: abre un puerto, espera a que alguien llame, le saluda y termina.
//! Ejecútalo:   cargo run --bin l1-1     y en otra terminal:   nc 127.0.0.1 8081
//! Verás quién ha llamado, y en la otra terminal, el saludo. El segundo que llame ya no encuentra a nadie.

use std::io::{self, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    // Aquí el programa se para hasta que alguien llama.
    let (mut stream, cliente) = listener.accept()?;
    let saludo = "Hola, ¡gracias por conectarte!\n";
    stream.write_all(saludo.as_bytes())?;
    println!("{cliente}: saludado");
    Ok(())
}
