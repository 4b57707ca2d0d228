//! A quién se escribe, de `--host` y `--puerto` a una dirección, y desde dónde: un socket propio.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};

use redes::errores::{Fallo, Resultado};

/// La dirección del servidor. Si el nombre tiene varias, prefiere la IPv4: en UDP no se nota que a una no llega nadie.
pub fn buscar(host: &str, puerto: u16) -> Resultado<SocketAddr> {
    let fallo = |error| Fallo::al_conectar(host, puerto, error);
    let todas: Vec<SocketAddr> = (host, puerto).to_socket_addrs().map_err(fallo)?.collect();
    let elegida = todas.iter().find(|direccion| direccion.is_ipv4()).or(todas.first());
    match elegida {
        None => Err(fallo(io::ErrorKind::AddrNotAvailable.into())),
        Some(_) if puerto == 0 => Err(fallo(io::ErrorKind::AddrNotAvailable.into())),
        Some(elegida) if elegida.ip().to_canonical().is_unspecified() => Err(Fallo::nuevo(format!(
            "a {host} no se le puede escribir: es una dirección que solo sirve para escuchar"
        ))
        .remedio("Usa --host 127.0.0.1, o la dirección de ese ordenador.")),
        Some(elegida) => Ok(*elegida),
    }
}

/// Un socket en un puerto libre, que será la dirección a la que se conteste.
pub fn abrir(servidor: SocketAddr, conectado: bool) -> io::Result<UdpSocket> {
    let desde = match servidor.ip() {
        ip if ip.is_loopback() => ip,
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((desde, 0))?;
    if conectado {
        // No envía nada ni comprueba que haya alguien: solo apunta con quién se habla.
        socket.connect(servidor)?;
    }
    Ok(socket)
}
