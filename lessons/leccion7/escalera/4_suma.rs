//! Que estén todos no es que sean los mismos: detrás del tamaño llega una suma (CRC-32, otra si cambia un solo bit).
//! Ejecútalo:   cargo run --bin l7-4     y en otra:   printf '\0\0\0\4\157\240\371\210hola' | nc -N 127.0.0.1 12345
//! Verás que lo guarda. Cambia `hola` por `hole`, sin tocar lo de delante: están los cuatro, pero no suma lo mismo.

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
    stream.read_exact(&mut cifras)?;
    let suma = u32::from_be_bytes(cifras);
    let mut fichero = File::create("recibido.parcial")?;
    // `take`: ni un byte más de los anunciados.
    let bytes = io::copy(&mut stream.take(tamano), &mut fichero)?;
    if bytes < tamano {
        return Err(io::Error::other("se ha cortado a la mitad"));
    }
    if crc32(&fs::read("recibido.parcial")?) != suma {
        return Err(io::Error::other("la suma no es la anunciada"));
    }
    fs::rename("recibido.parcial", "recibido.bin")?;
    println!("recibido.bin: {bytes} bytes");
    Ok(())
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
