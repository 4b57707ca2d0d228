//! Lo que comparten los pasos de la guía: un puerto de este ordenador, y una llamada que no espera para siempre.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

/// Nada en la guía espera más que esto: una lección no se queda colgada.
pub const PLAZO: Duration = Duration::from_secs(5);

/// Un puerto libre de este ordenador.
pub fn en_casa() -> Resultado<(TcpListener, SocketAddr)> {
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).map_err(fallo)?;
    let direccion = listener.local_addr().map_err(fallo)?;
    Ok((listener, direccion))
}

/// Llama, con plazos en todo.
pub fn llamar(direccion: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&direccion, PLAZO)?;
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    Ok(stream)
}

/// Lo que aquí no debería fallar, y aun así puede: que el sistema no deje usar sus sockets.
pub fn fallo(error: io::Error) -> Fallo {
    Fallo::de_sistema(
        "este paso no ha podido usar la red de tu ordenador",
        error,
    )
}
