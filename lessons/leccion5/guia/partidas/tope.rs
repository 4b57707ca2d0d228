//! Recibe informes y da un acuse de cada uno, sin abrir el JSON. Lo que anuncia más de la cuenta, ni se espera ni se guarda.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Lo más que puede ocupar un informe.
const TOPE: usize = 65_536;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        if let Err(error) = atender(stream) {
            eprintln!("{cliente}: {error} (tope: {TOPE} bytes)");
        }
    }
}

/// Un cliente: un acuse por informe, hasta que cuelga.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    loop {
        let mut cabecera = [0; 4];
        stream.read_exact(&mut cabecera)?;
        let longitud = u32::from_be_bytes(cabecera) as usize;
        if longitud > TOPE {
            acusar(&mut stream, false)?;
            return Err(io::Error::other("anuncia demasiado"));
        }
        let mut cuerpo = vec![0; longitud];
        stream.read_exact(&mut cuerpo)?;
        acusar(&mut stream, true)?;
    }
}

/// El acuse, en su marco.
fn acusar(stream: &mut TcpStream, recibido: bool) -> io::Result<()> {
    let acuse = format!("{{\"recibido\":{recibido}}}");
    stream.write_all(&(acuse.len() as u32).to_be_bytes())?;
    stream.write_all(acuse.as_bytes())
}
