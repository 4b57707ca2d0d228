//! Se escribe al lado, en `recibido.parcial`, y solo cuando está entero recibe su nombre, de golpe.
//! Ejecútalo:   cargo run --bin l7-3     y en otra terminal:   printf '\0\0\0\5hola' | nc -N 127.0.0.1 12345
//! Verás el error de antes, y que `recibido.bin` sigue siendo el que había, o no existe. Con `\0\0\0\4` lo sustituye.

use std::fs::{self, File};
use std::io::{self, Read};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:12345")?;
    println!("escuchando en {}", listener.local_addr()?);
    let (mut stream, _) = listener.accept()?;
    let mut cifras = [0; 4];
    stream.read_exact(&mut cifras)?;
    let tamano = u64::from(u32::from_be_bytes(cifras));
    let mut fichero = File::create("recibido.parcial")?;
    // `take`: ni un byte más de los anunciados.
    let bytes = io::copy(&mut stream.take(tamano), &mut fichero)?;
    if bytes < tamano {
        return Err(io::Error::other("se ha cortado a la mitad"));
    }
    fs::rename("recibido.parcial", "recibido.bin")?;
    println!("recibido.bin: {bytes} bytes");
    Ok(())
}
