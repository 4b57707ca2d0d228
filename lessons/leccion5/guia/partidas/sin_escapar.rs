//! Envía un informe en JSON escrito a mano: tres líneas de la entrada, sus cuatro bytes de longitud, y a esperar el acuse.

use std::io::{self, Read, Write};
use std::net::TcpStream;

fn main() -> io::Result<()> {
    let mut entrada = String::new();
    io::stdin().read_to_string(&mut entrada)?;
    let mut datos = entrada.lines().map(escapar);
    let fecha = datos.next().unwrap_or_default();
    let nombre = datos.next().unwrap_or_default();
    let version = datos.next().unwrap_or_default();
    let cuerpo = format!(r#"{{"fecha":"{fecha}","nombre":"{nombre}","version":"{version}"}}"#);

    let mut stream = TcpStream::connect("127.0.0.1:8081")?;
    let longitud = cuerpo.len() as u32;
    stream.write_all(&longitud.to_be_bytes())?;
    stream.write_all(cuerpo.as_bytes())?;

    // El acuse: otro marco, que aquí tiene que ser justo este.
    let mut acuse = [0; 21];
    stream.read_exact(&mut acuse)?;
    if &acuse[4..] != br#"{"recibido":true}"# {
        return Err(io::Error::other("no lo ha recibido"));
    }
    println!("recibido");
    Ok(())
}

/// Un texto como va entre las comillas de JSON.
fn escapar(texto: &str) -> String {
    let mut escapado = String::new();
    for letra in texto.chars() {
        match letra {
            _ => escapado.push(letra),
        }
    }
    escapado
}
