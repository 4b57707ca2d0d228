//! El que envía, en JSON: con `Serialize`, serde escribe la estructura. Sale de `4_limite.rs`, que es con quien habla.
//! Ejecútalo:   cargo run --bin l5-6     con el servidor en otra terminal:   cargo run --bin l5-4
//! Verás el JSON que sale, con el salto escrito `\n`, y en la otra terminal el nombre tal como era.

use std::io::{self, Write};
use std::net::TcpStream;

use serde::Serialize;

#[derive(Serialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
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
    Ok(())
}
