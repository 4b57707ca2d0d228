//! El mismo informe en binario, con bincode. El tope vale también para las longitudes que van dentro del mensaje.
//! Ejecútalo:   cargo run --bin l5-5     y en otra terminal:   cargo run --bin leccion5 -- cliente --formato bincode
//! Verás el informe, que ocupa la mitad. Uno que dice que su nombre ocupa 8 EiB lo rechaza; sin el tope, moriría.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};

use bincode::config::standard;
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
    let con_tope = standard().with_limit::<MAXIMO>();
    let leido = bincode::serde::decode_from_slice(&cuerpo, con_tope);
    let informe: Informe = match leido {
        // bincode no mira si sobra algo detrás: dice cuánto ha leído.
        Ok((informe, leidos)) if leidos == longitud => informe,
        Ok(_) => return Err(io::Error::other("sobran bytes detrás")),
        Err(error) => return Err(io::Error::other(error)),
    };
    println!("fecha   {:?}", informe.fecha);
    println!("nombre  {:?}", informe.nombre);
    println!("versión {:?}", informe.version);
    Ok(())
}
