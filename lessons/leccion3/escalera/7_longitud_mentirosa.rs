//! La longitud la escribe el otro: se mira antes de reservar. Así empieza `marco_longitud`; aguanta de verdad `leccion3 -- servidor`.
//! Ejecútalo:   cargo run --bin l3-7     y en otra:   printf '\377\377\377\377' | nc -N 127.0.0.1 8081
//! Verás que a quien anuncia 4 GiB se le cuelga sin reservarlos, y que al siguiente se le atiende.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

/// El mensaje más largo que se acepta: 1 MiB.
const MAXIMO: u32 = 1024 * 1024;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    loop {
        let (stream, cliente) = listener.accept()?;
        match atender(stream) {
            Ok(()) => println!("{cliente}: ha terminado"),
            Err(error) => println!("{cliente}: se corta ({error})"),
        }
    }
}

/// Devuelve a un cliente cada mensaje que envía.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    loop {
        let mut cabecera = [0; 4];
        // Un byte, para saber si hay otro mensaje. Y los que falten.
        if stream.read(&mut cabecera[..1])? == 0 {
            return Ok(());
        }
        stream.read_exact(&mut cabecera[1..])?;
        // El byte de más peso va primero: [0, 0, 0, 3] es un 3.
        let longitud = u32::from_be_bytes(cabecera);
        if longitud > MAXIMO {
            let que = format!("anuncia {longitud} bytes");
            return Err(io::Error::other(que));
        }
        let mut cuerpo = vec![0; longitud as usize];
        stream.read_exact(&mut cuerpo)?;
        stream.write_all(&cabecera)?;
        stream.write_all(&cuerpo)?;
    }
}
