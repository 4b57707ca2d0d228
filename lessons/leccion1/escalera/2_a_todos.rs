//! A todos: después de saludar a uno, espera al siguiente.
//! Ejecútalo:   cargo run --bin l1-2     y en otra, las veces que quieras:   nc 127.0.0.1 8081
//! Verás una línea por cada uno. Al acabar la vuelta, Rust cierra su `stream`, y por eso termina `nc`. Ctrl-C lo para.

use std::io::{self, Write};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        // Aquí el programa se para hasta que alguien llama.
        let (mut stream, cliente) = listener.accept()?;
        let saludo = "Hola, ¡gracias por conectarte!\n";
        stream.write_all(saludo.as_bytes())?;
        println!("{cliente}: saludado");
    }
}
