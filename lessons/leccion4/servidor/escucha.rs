//! Abrir un puerto con sitio para que llamen muchos a la vez.
//!
//! Entre que un cliente conecta y que el servidor hace `accept`, la conexión espera en una cola del sistema (en inglés,
//! *backlog*). `TcpListener::bind` pide una cola de 128. Si en un mismo instante llaman mil, los que no caben no reciben
//! un «no»: el sistema tira su llamada y calla, su ordenador la repite al cabo de un segundo, luego de dos… y lo que se
//! ve desde fuera es un servidor lento sin que nadie esté haciendo nada.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};

use redes::argumentos::Red;
use redes::errores::{Fallo, Resultado};
use redes::red::anunciar;
use socket2::{Domain, Socket, Type};

/// El puerto de esta lección.
pub const PUERTO: u16 = 2065;

/// Cuántos pueden estar esperando a que los aceptemos. El sistema puede rebajarlo (en Linux, a `somaxconn`, que suele
/// ser 4096).
pub const COLA: i32 = 4096;

/// Escucha donde diga la línea de órdenes, y lo dice.
pub fn abrir(red: &Red) -> Resultado<TcpListener> {
    let puerto = red.puerto(PUERTO);
    let fallo = |error| Fallo::al_escuchar(&red.host, puerto, error);
    let listener = escuchar(&red.host, puerto, COLA).map_err(fallo)?;
    anunciar(listener.local_addr())?;
    Ok(listener)
}

// ANCHOR: escuchar
/// Lo que hace `TcpListener::bind`, pero con la cola que queramos.
pub fn escuchar(
    host: &str,
    puerto: u16,
    cola: i32,
) -> io::Result<TcpListener> {
    let mut ultimo = io::ErrorKind::AddrNotAvailable.into();
    for direccion in (host, puerto).to_socket_addrs()? {
        match escuchar_en(direccion, cola) {
            Ok(listener) => return Ok(listener),
            Err(error) => ultimo = error,
        }
    }
    Err(ultimo)
}

fn escuchar_en(
    direccion: SocketAddr,
    cola: i32,
) -> io::Result<TcpListener> {
    let socket = Socket::new(
        Domain::for_address(direccion),
        Type::STREAM,
        None,
    )?;
    // En Unix, `bind` lo pone también: se puede volver a arrancar sin
    // esperar a que se apaguen las conexiones anteriores.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&direccion.into())?;
    socket.listen(cola)?;
    Ok(socket.into())
}
// ANCHOR_END: escuchar
