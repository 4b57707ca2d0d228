//! Serde y JSON: cada dato viaja con su nombre y entre comillas, así que un salto dentro ya no separa nada.
//! Ejecútalo:   cargo run --bin l5-3     y en otra:   nc -N 127.0.0.1 8081 <<< '{"fecha":"","nombre":"aula\n07","version":""}'
//! Verás el nombre entero, con su salto. Quita un dato, o una comilla: serde dirá qué falta y dónde.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

use serde::Deserialize;

#[derive(Deserialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
}

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
    let mut cuerpo = Vec::new();
    stream.read_to_end(&mut cuerpo)?;
    let informe: Informe = serde_json::from_slice(&cuerpo)?;
    println!("fecha   {:?}", informe.fecha);
    println!("nombre  {:?}", informe.nombre);
    println!("versión {:?}", informe.version);
    Ok(())
}
