//! El que recibe. Los cuatro primeros bytes dicen cuántos vienen detrás: si llegan menos, se ha cortado y se sabe.
//! Ejecútalo:   cargo run --bin l7-2     y en otra terminal:   printf '\0\0\0\4hola' | nc -N 127.0.0.1 12345
//! Verás 4 bytes en `recibido.bin`. Con `\0\0\0\5` dará un error, pero deja medio fichero con el nombre del bueno.

use std::fs::File;
use std::io::{self, Read};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:12345")?;
    println!("escuchando en {}", listener.local_addr()?);
    let (mut stream, _) = listener.accept()?;
    let mut cifras = [0; 4];
    stream.read_exact(&mut cifras)?;
    let tamano = u64::from(u32::from_be_bytes(cifras));
    let mut fichero = File::create("recibido.bin")?;
    // `take`: ni un byte más de los anunciados.
    let bytes = io::copy(&mut stream.take(tamano), &mut fichero)?;
    if bytes < tamano {
        return Err(io::Error::other("se ha cortado a la mitad"));
    }
    println!("recibido.bin: {bytes} bytes");
    Ok(())
}
