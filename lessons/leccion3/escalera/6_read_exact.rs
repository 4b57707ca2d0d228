//! `read_exact` insiste hasta llenar el búfer, lleguen los trozos como lleguen. Entonces se puede contestar, y leer otro.
//! Ejecútalo:   cargo run --bin l3-6     y en otra:   (printf '\0\0\0\3u'; sleep 1; printf no) | nc -N 127.0.0.1 8081 | xxd
//! Verás volver el mensaje entero. Quien cuelga a medias es un error; quien cuelga entre dos mensajes ha terminado.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

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
        let mut cuerpo = vec![0; longitud as usize];
        stream.read_exact(&mut cuerpo)?;
        stream.write_all(&cabecera)?;
        stream.write_all(&cuerpo)?;
    }
}
