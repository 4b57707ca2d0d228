//! Leer de un socket hasta llenar un búfer, a quien envía a un ritmo razonable.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::Duration;

use redes::red::HastaLaHora;

/// Lo menos que se envía en un plazo: quien gotea un byte por segundo ocuparía un sitio toda la vida.
pub const MINIMO: usize = 4096;

/// Llena el búfer antes de escribirlo: al disco le cuestan mucho menos los trozos grandes e iguales que las sobras del
/// tamaño que traiga cada lectura. Si no se puede, dice cuántos bytes había y por qué.
pub fn llenar_buffer(stream: &TcpStream, buffer: &mut [u8], plazo: Duration) -> Result<(), (usize, io::Error)> {
    let (mut llenos, mut cobrados, mut con_plazo) = (0, 0, HastaLaHora::nuevo(stream, plazo));
    while llenos < buffer.len() {
        match con_plazo.read(&mut buffer[llenos..]) {
            Ok(0) => return Err((llenos, ErrorKind::UnexpectedEof.into())),
            Ok(leidos) => llenos += leidos,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err((llenos, error)),
        }
        if llenos - cobrados >= MINIMO {
            cobrados = llenos;
            con_plazo.renovar();
        }
    }
    Ok(())
}
