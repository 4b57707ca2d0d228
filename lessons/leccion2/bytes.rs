//! Por el cable van bytes: enviarlos, recibirlos y ver cuándo son texto.
//!
//! Pruébalo dentro de la lección:   cargo run --bin leccion2 -- guia
//!
//! «señor» son cinco letras y seis bytes. Quien lee de tres en tres parte la «ñ» por la mitad, y media eñe no es texto.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// El cliente más corto: dice algo de cuatro bytes y espera a que vuelvan los cuatro.
// ANCHOR: llamar
pub fn saludar(mut stream: &TcpStream) -> io::Result<String> {
    stream.write_all(b"hola")?;
    let mut eco = [0; 4];
    stream.read_exact(&mut eco)?;
    Ok(String::from_utf8_lossy(&eco).into_owned())
}
// ANCHOR_END: llamar

/// Un texto ya es bytes por dentro: solo hay que enseñarlos.
// ANCHOR: texto
pub fn enviar_texto(mut stream: TcpStream) -> io::Result<()> {
    let texto = "señor";
    stream.write_all(texto.as_bytes())
}
// ANCHOR_END: texto

/// Lee sin pensar en letras, y después pregunta si lo leído es texto.
// ANCHOR: partida
pub fn leer_tres(mut stream: &TcpStream) -> io::Result<Vec<u8>> {
    let mut buffer = [0; 3];
    let leidos = stream.read(&mut buffer)?;
    Ok(buffer[..leidos].to_vec())
}

pub fn a_texto(trozo: &[u8]) -> Result<&str, std::str::Utf8Error> {
    std::str::from_utf8(trozo)
}
// ANCHOR_END: partida
