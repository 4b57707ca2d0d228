//! Cuatro descuidos que con «hola» no se notan. Nadie los usa: están aquí para verlos ocurrir.
//!
//! Pruébalos dentro de la lección:   cargo run --bin leccion2 -- guia
//!
//! Verás volver restos de otro mensaje, un `write` que se queda corto, dos que se esperan y un abrazo mortal.

use std::io::{self, Read, Write, sink};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// Lo que se espera antes de dar por cierto que nadie va a moverse. En la vida real sería para siempre.
pub const PLAZO: Duration = Duration::from_millis(600);

/// Devuelve el búfer entero: detrás de lo recién leído van restos de mensajes anteriores.
// ANCHOR: restos
pub fn eco_con_restos(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 12];
    while stream.read(&mut buffer)? > 0 {
        stream.write_all(&buffer)?; // ¡el búfer entero!
    }
    Ok(())
}
// ANCHOR_END: restos

/// Da por hecho que `write` se lo lleva todo, y se lleva lo que cabe.
// ANCHOR: write
pub fn dar(mut stream: &TcpStream, datos: &[u8]) -> io::Result<usize> {
    stream.set_write_timeout(Some(PLAZO))?;
    stream.write(datos)
}
// ANCHOR_END: write

/// Contesta cuando lo tiene entero. Si el cliente no hace su medio cierre, eso no llega nunca.
// ANCHOR: entero
pub fn contestar_al_final(mut stream: TcpStream) -> io::Result<()> {
    let mut todo = Vec::new();
    stream.read_to_end(&mut todo)?; // lee hasta que `read` da 0
    stream.write_all(&todo)
}
// ANCHOR_END: entero

/// Lo envía todo antes de leer nada: si no cabe en los búferes, se para y para al servidor.
pub fn primero_todo(mut stream: &TcpStream, fichero: &mut impl Read) -> io::Result<()> {
    // ANCHOR: primero-todo
    io::copy(fichero, &mut stream)?; // primero, enviarlo todo
    stream.shutdown(Shutdown::Write)?; // «ya he dicho todo»
    io::copy(&mut stream, &mut sink())?; // y leer el eco hasta el 0
    // ANCHOR_END: primero-todo
    Ok(())
}
