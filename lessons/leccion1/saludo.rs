//! Paso uno: un servidor que saluda y cuelga. Diez líneas, y tres errores de los que se aprende.
//!
//! Pruébalo dentro de la lección:   cargo run --bin leccion1 -- guia
//!
//! `nc` enseña el saludo tal cual; un navegador lo rechaza, porque esperaba HTTP. Y estos servidores se
//! acaban: el primero, tras su primer cliente; el segundo, en cuanto alguien le cuelga a media frase.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

// ANCHOR: saludo
/// Lo que decimos a quien llega.
pub const SALUDO: &str = "Hola, ¡Gracias por conectarte!";

/// Espera a un cliente, lo saluda y termina.
pub fn saludar_a_uno(listener: &TcpListener) -> io::Result<()> {
    // Aquí el programa se queda quieto hasta que alguien conecta.
    let (mut stream, _cliente) = listener.accept()?;
    saludar(&mut stream)
} // `stream` sale de su ámbito: Rust lo cierra por nosotros

/// Envía el saludo. Por la red viajan bytes, no letras.
pub fn saludar(stream: &mut impl Write) -> io::Result<()> {
    stream.write_all(SALUDO.as_bytes())
}
// ANCHOR_END: saludo

// Frágil a propósito: cada `?` saca del bucle el error de UN cliente… y con él acaba el servidor de todos.
// ANCHOR: fragil
/// Saluda a cada cliente que llega y escucha lo que conteste.
pub fn saludar_sin_cuidado(listener: TcpListener) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept()?;
        saludar(&mut stream)?;
        leer_respuesta(&mut stream)?;
    }
}
// ANCHOR_END: fragil

/// Lee lo que conteste el cliente hasta que cuelga, y no hace nada con ello.
fn leer_respuesta(stream: &mut TcpStream) -> io::Result<u64> {
    // `take`: nadie nos hace leer más de 1 KiB de cortesías.
    io::copy(&mut stream.take(1024), &mut io::sink())
}
