//! 127.0.0.1, 0.0.0.0, ::1…: en qué puerta se escucha y a qué puerta se llama, probándolo.
//!
//! Una dirección en la que se ESCUCHA dice por qué puerta dejas entrar; una a la que se LLAMA, dónde tocas.
//! `0.0.0.0` solo tiene sentido en la primera: «por cualquiera de las mías».

use std::io::ErrorKind;
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream,
};
use std::time::Duration;

/// Solo este ordenador, en IPv4.
pub const CASA: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Solo este ordenador, en IPv6: `::1`.
pub const CASA_6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
/// Todas las direcciones IPv4 de este ordenador: `0.0.0.0`.
pub const TODAS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
/// Todas las direcciones de este ordenador, en IPv6: `::`.
pub const TODAS_6: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

/// Lo que se espera a quien no contesta: un cortafuegos que calla nos tendría minutos esperando. Windows insiste dos segundos
/// antes de decir que ahí no escucha nadie: con menos, parecería que calla.
const PLAZO: Duration = Duration::from_secs(4);

/// Lo que ha pasado al llamar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prueba {
    /// Ha conectado.
    Entra,
    /// No ha conectado, y por qué.
    NoEntra(ErrorKind),
    /// No se ha podido ni escuchar: este ordenador no tiene esa dirección.
    SinPuerta(ErrorKind),
}

// ANCHOR: probar
/// Escucha en una dirección y llama a otra, en el mismo puerto.
pub fn probar(escucha: IpAddr, llamada: IpAddr) -> Prueba {
    // Puerto 0: el que el sistema tenga libre.
    let listener = match TcpListener::bind((escucha, 0)) {
        Ok(listener) => listener,
        Err(error) => return Prueba::SinPuerta(error.kind()),
    };
    let destino = SocketAddr::new(llamada, puerto_de(&listener));
    match TcpStream::connect_timeout(&destino, PLAZO) {
        Ok(_) => Prueba::Entra,
        Err(error) => Prueba::NoEntra(error.kind()),
    }
}
// ANCHOR_END: probar

fn puerto_de(listener: &TcpListener) -> u16 {
    listener.local_addr().map_or(0, |direccion| direccion.port())
}
