//! A quién está delante de la terminal, qué escribir en su navegador.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use redes::consola::{avisar, hay_terminal};

use crate::direcciones::{CASA, CASA_6, TODAS, TODAS_6};

/// Dice por qué direcciones se llega al servidor. Va por stderr: no es un resultado.
pub fn invitar(direccion: SocketAddr) {
    if !hay_terminal() {
        return;
    }
    // `::ffff:0.0.0.0` es 0.0.0.0 escrita en IPv6.
    let (ip, puerto) =
        (direccion.ip().to_canonical(), direccion.port());
    let aqui = match ip {
        TODAS => CASA,
        TODAS_6 => CASA_6,
        una => una,
    };
    let aqui = SocketAddr::new(aqui, puerto);
    avisar(&format!("Ábrelo en tu navegador: http://{aqui}"));
    if ip.is_unspecified()
        && let Some(nuestra) = en_la_red()
    {
        let nuestra = SocketAddr::new(nuestra, puerto);
        avisar(&format!("Desde otro ordenador: http://{nuestra}"));
    }
    avisar("Ctrl-C para terminar.");
}

/// La dirección de este ordenador en su red, si tiene red.
pub fn en_la_red() -> Option<IpAddr> {
    // En UDP, `connect` no envía nada: solo hace que el sistema elija por qué puerta saldría. Esa es la nuestra.
    // (198.51.100.1 es una dirección reservada para documentación: no es de nadie.)
    let socket = UdpSocket::bind((TODAS, 0)).ok()?;
    socket.connect("198.51.100.1:9").ok()?;
    let nuestra = socket.local_addr().ok()?.ip();
    (!nuestra.is_loopback() && !nuestra.is_unspecified())
        .then_some(nuestra)
}
