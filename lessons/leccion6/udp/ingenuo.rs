//! El cliente de eco UDP que casi todo el mundo escribe la primera vez. Está aquí para verlo fallar.
//!
//! Pruébalo:   cargo run --bin leccion6        (la guía lo ejecuta en cuatro pasos)
//!
//! Verás que funciona… mientras no se pierda nada, nadie se retrase y nadie más escriba.

use std::io;
use std::net::{SocketAddr, UdpSocket};

/// Envía `mensaje` y da por respuesta lo primero que llegue, sea de quien sea y cuando sea.
pub fn preguntar(socket: &UdpSocket, servidor: SocketAddr, mensaje: &[u8]) -> io::Result<Vec<u8>> {
    // ANCHOR: ingenuo
    socket.send_to(mensaje, servidor)?;
    let mut buffer = [0; 1024];
    let (leidos, _) = socket.recv_from(&mut buffer)?;
    Ok(buffer[..leidos].to_vec())
    // ANCHOR_END: ingenuo
}
