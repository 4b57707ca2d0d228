//! Atender a un cliente, de principio a fin: leer lo que pide, contestarle y despedirse.
//!
//! Aquí todos los `?` que quieras: si algo falla, se acaba esta conversación y ninguna otra.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use crate::http::lectura::leer_peticion;
use crate::http::peticion::Llegada;
use crate::http::respuesta::{Respuesta, responder};
use crate::plazo::HastaLaHora;

/// Al despedirse, lo que se espera a que el otro cuelgue, y lo que se le deja terminar de decir.
const PLAZO_DESPEDIDA: Duration = Duration::from_secs(2);
const BYTES_DESPEDIDA: u64 = 64 * 1024 * 1024;

// ANCHOR: atender
/// Lee una petición y la contesta. Dice qué ha pasado.
pub fn atender(
    stream: &TcpStream,
    plazo: Duration,
) -> io::Result<String> {
    let llegada = leer_peticion(HastaLaHora::nuevo(stream, plazo))?;
    stream.set_write_timeout(Some(plazo))?;
    contestar(stream, &llegada)
}

/// Contesta a lo que ha llegado, sea lo que sea.
pub fn contestar(
    mut stream: &TcpStream,
    llegada: &Llegada,
) -> io::Result<String> {
    // ANCHOR: contestar
    let respuesta = match llegada {
        Llegada::Silencio(motivo) => {
            // Ninguna respuesta que perder: se cuelga sin despedirse.
            let _ = stream.shutdown(Shutdown::Both);
            return Ok((*motivo).to_string());
        }
        Llegada::Rechazo(estado, motivo) => {
            Respuesta::error(*estado, motivo)
        }
        Llegada::Peticion(pide) => {
            responder(pide, stream.peer_addr()?)
        }
    };
    let bytes = respuesta.bytes();
    stream.write_all(&bytes)?;
    // ANCHOR_END: contestar
    let (estado, total) = (respuesta.estado.0, bytes.len());
    Ok(format!("{llegada}  →  {estado}, {total} bytes"))
}
// ANCHOR_END: atender

// ANCHOR: despedirse
/// Cuelga sin que el otro pierda nuestra última respuesta.
///
/// Cerrar con bytes suyos sin leer no es una despedida, es un portazo
/// (RST), y se lleva por delante lo que acabamos de enviarle. Por eso:
/// «no enviaré más» (FIN), y se deja que él termine y cuelgue.
pub fn despedirse(stream: &TcpStream) {
    // Si ya se ha ido, no hay de quién despedirse: se ignora el error.
    let _ = stream.shutdown(Shutdown::Write);
    let resto = HastaLaHora::nuevo(stream, PLAZO_DESPEDIDA);
    let _ =
        io::copy(&mut resto.take(BYTES_DESPEDIDA), &mut io::sink());
}
// ANCHOR_END: despedirse
