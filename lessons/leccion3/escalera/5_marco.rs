//! Otro acuerdo: antes de cada mensaje va su longitud, en cuatro bytes. Así puede llevar lo que sea. Sale de `3_contestar.rs`.
//! Ejecútalo:   cargo run --bin l3-5     y en otra:   (printf '\0\0\0\3u'; sleep 1; printf no) | nc -N 127.0.0.1 8081
//! Verás que anuncia 3 bytes y se lee 1: el `read` no espera a los que faltan. Sin el `sleep`, casi siempre sale bien.

use std::io::{self, Read};
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

/// Lee un mensaje de un cliente.
fn atender(mut stream: TcpStream) -> io::Result<()> {
    let mut cabecera = [0; 4];
    let leidos = stream.read(&mut cabecera)?;
    println!("cabecera: {:?}", &cabecera[..leidos]);
    // El byte de más peso va primero: [0, 0, 0, 3] es un 3.
    let longitud = u32::from_be_bytes(cabecera);
    let mut cuerpo = vec![0; longitud as usize];
    let leidos = stream.read(&mut cuerpo)?;
    println!("anuncia {longitud} bytes y se leen {leidos}");
    Ok(())
}
