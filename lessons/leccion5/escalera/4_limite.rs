//! Delante del JSON, cuatro bytes con su longitud (el marco de la lección 3), y un tope antes de reservar memoria.
//! Ejecútalo:   cargo run --bin l5-4     y en otra terminal:   cargo run --bin leccion5 -- cliente --formato json
//! Verás el informe. Y a `printf '\377\377\377\377' | nc -N 127.0.0.1 8081`, que anuncia 4 GiB, no le hace sitio.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

use serde::Deserialize;

#[derive(Deserialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
}

/// Lo más largo que se acepta. Un informe corriente ocupa 70 bytes.
const MAXIMO: usize = 64 * 1024;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        if let Err(error) = atender(stream) {
            eprintln!("{cliente}: {error}");
        }
    }
}

fn atender(mut stream: TcpStream) -> io::Result<()> {
    let mut cabecera = [0; 4];
    stream.read_exact(&mut cabecera)?;
    let longitud = u32::from_be_bytes(cabecera) as usize;
    // La longitud la ha escrito el otro: se mira antes de hacerle sitio.
    if longitud > MAXIMO {
        return Err(io::Error::other("anuncia demasiados bytes"));
    }
    let mut cuerpo = vec![0; longitud];
    stream.read_exact(&mut cuerpo)?;
    let informe: Informe = serde_json::from_slice(&cuerpo)?;
    println!("fecha   {:?}", informe.fecha);
    println!("nombre  {:?}", informe.nombre);
    println!("versión {:?}", informe.version);
    Ok(())
}
