//! Un informe son tres líneas de texto, y quien lo recibe las toma por orden: fecha, nombre y versión.
//! Ejecútalo:   cargo run --bin l5-1     y en otra terminal:   printf 'hoy\naula-07\n1.95.0' | nc -N 127.0.0.1 8081
//! Verás los tres datos (`None`, si falta uno). Llama ahora `aula\n07` al ordenador: todo se corre, y nadie se queja.

use std::io::{self, Read};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:8081")?;
    println!("escuchando en {}", listener.local_addr()?);
    let (mut stream, _) = listener.accept()?;
    let mut texto = String::new();
    stream.read_to_string(&mut texto)?;
    let mut lineas = texto.lines();
    println!("fecha   {:?}", lineas.next());
    println!("nombre  {:?}", lineas.next());
    println!("versión {:?}", lineas.next());
    Ok(())
}
