//! Recibe ficheros por TCP, uno detrás de otro, y dice de cada uno si lo ha guardado.
//! Ejecútalo, y en otra terminal: cargo run --bin leccion7 -- tcp cliente gatin.jpg
//! Verás los bytes de cada uno; quedan en `recibido.bin`. De los que se cortan, el error.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let salida = env::args().nth(2).unwrap_or("recibido.bin".to_string());
    let listener = TcpListener::bind("127.0.0.1:12345")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept()?;
        match recibir(stream, &salida) {
            Ok(bytes) => println!("guardados {bytes} bytes"),
            Err(error) => eprintln!("no guardo nada: {error}"),
        }
    }
}

fn recibir(mut stream: TcpStream, salida: &str) -> io::Result<u64> {
    // El anuncio: «FT1\n», el tamaño, la suma y lo que ocupa el nombre.
    let mut anuncio = [0; 18];
    stream.read_exact(&mut anuncio)?;
    let [_, _, _, _, t0, t1, t2, t3, t4, t5, t6, t7, .., n0, n1] = anuncio;
    let tamano = u64::from_be_bytes([t0, t1, t2, t3, t4, t5, t6, t7]);
    let mut nombre = vec![0; usize::from(u16::from_be_bytes([n0, n1]))];
    stream.read_exact(&mut nombre)?;
    let parcial = format!("{salida}.parcial");
    if let Err(error) = llenar(&stream, tamano, &parcial) {
        fs::remove_file(&parcial)?;
        return Err(error);
    }
    fs::rename(&parcial, salida)?;
    stream.write_all(&[0])?; // el veredicto: guardado
    Ok(tamano)
}

/// Escribe en `ruta` los bytes del fichero. Si llegan menos de los anunciados, es un error.
fn llenar(stream: &TcpStream, tamano: u64, ruta: &str) -> io::Result<()> {
    let bytes = io::copy(&mut stream.take(tamano), &mut File::create(ruta)?)?;
    if bytes < tamano {
        return Err(io::Error::other("se ha cortado a la mitad"));
    }
    Ok(())
}
