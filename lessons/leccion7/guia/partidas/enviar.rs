//! Envía un fichero por TCP y no se va hasta saber si está guardado.
//! Ejecútalo con el servidor en otra terminal: cargo run --bin leccion7 -- tcp servidor
//! Verás lo que contesta: 0 es «guardado».

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;

fn main() -> io::Result<()> {
    let ruta = env::args().nth(2).unwrap_or("gatin.jpg".to_string());
    let datos = fs::read(&ruta)?;
    let nombre = Path::new(&ruta).file_name().unwrap_or_default().to_string_lossy();
    let mut stream = TcpStream::connect("127.0.0.1:12345")?;
    let mut anuncio = Vec::from(b"FT1\n");
    anuncio.extend((datos.len() as u64).to_be_bytes());
    anuncio.extend(crc32(&datos).to_be_bytes());
    anuncio.extend((nombre.len() as u16).to_be_bytes());
    anuncio.extend(nombre.as_bytes());
    stream.write_all(&anuncio)?;
    stream.write_all(&datos)?;
    let mut veredicto = [0];
    stream.read_exact(&mut veredicto)?;
    println!("{nombre}: {} bytes, veredicto {}", datos.len(), veredicto[0]);
    if veredicto[0] == 0 { Ok(()) } else { Err(io::Error::other("no lo ha guardado")) }
}

fn crc32(datos: &[u8]) -> u32 {
    let mut resto = u32::MAX; // de una división muy larga, bit a bit
    for byte in datos {
        resto ^= u32::from(*byte);
        for _ in 0..8 {
            resto = (resto >> 1) ^ (0xedb8_8320 * (resto & 1));
        }
    }
    !resto
}
