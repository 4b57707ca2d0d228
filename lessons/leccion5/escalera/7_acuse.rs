//! Enviado no es recibido: ahora espera un acuse, otro marco con `{"recibido":true}`. Sale de `6_cliente.rs`.
//! Ejecútalo:   cargo run --bin l5-7     con `printf '\0\0\0\21{"recibido":true}' | nc -l 127.0.0.1 8081` en otra terminal
//! Verás el acuse. Así empieza el reto `inventario_cliente`; así aguanta de verdad: `leccion5 -- cliente --formato json`.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
}

#[derive(Deserialize)]
struct Acuse {
    recibido: bool,
}

fn main() -> io::Result<()> {
    let mut stream = TcpStream::connect("127.0.0.1:8081")?;
    let informe = Informe {
        fecha: "hoy".to_string(),
        nombre: "aula\n07".to_string(),
        version: "1.95.0".to_string(),
    };
    let cuerpo = serde_json::to_string(&informe)?;
    let longitud = cuerpo.len() as u32;
    stream.write_all(&longitud.to_be_bytes())?;
    stream.write_all(cuerpo.as_bytes())?;
    println!("enviado: {cuerpo}");

    let mut cabecera = [0; 4];
    stream.read_exact(&mut cabecera)?;
    // También esto lo ha escrito otro. A un acuse le basta con 1024.
    let longitud = u32::from_be_bytes(cabecera).min(1024);
    let mut acuse = vec![0; longitud as usize];
    stream.read_exact(&mut acuse)?;
    let acuse: Acuse = serde_json::from_slice(&acuse)?;
    println!("recibido: {}", acuse.recibido);
    Ok(())
}
