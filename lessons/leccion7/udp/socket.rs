//! Un socket UDP y lo que dice de él el sistema, que en cada uno es un poco distinto.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::{SystemTime, UNIX_EPOCH};

use redes::argumentos::Red;
use redes::errores::{Fallo, Resultado};
use redes::fallas::Azar;
use redes::red::es_plazo;

use crate::PUERTO;

/// La dirección a la que se llama.
pub fn resolver(red: &Red) -> Resultado<SocketAddr> {
    let puerto = red.puerto(PUERTO);
    let fallo = |error| Fallo::al_conectar(&red.host, puerto, error);
    let mut direcciones = (red.host.as_str(), puerto).to_socket_addrs().map_err(fallo)?;
    direcciones.next().ok_or_else(|| fallo(ErrorKind::NotFound.into()))
}

/// Un socket UDP «conectado»: no hay conexión, pero el sistema descarta lo que venga de otra dirección y nos cuenta si al
/// otro lado no hay nadie.
pub fn conectado(destino: SocketAddr) -> io::Result<UdpSocket> {
    let cualquiera: SocketAddr = if destino.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(cualquiera)?;
    socket.connect(destino)?;
    Ok(socket)
}

/// El número de una transferencia: distinto en cada envío, también si el sistema nos vuelve a dar el mismo puerto.
pub fn transferencia_nueva() -> u64 {
    let ahora = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
    Azar::mezclar(ahora ^ (u64::from(std::process::id()) << 32))
}

/// Envía un datagrama. Que no quepa en las colas del sistema no es un error: es como si se hubiera perdido.
pub fn enviar(socket: &UdpSocket, bytes: &[u8]) -> io::Result<()> {
    match socket.send(bytes) {
        Err(error) if sin_sitio(&error) => Ok(()),
        otro => otro.map(drop),
    }
}

/// El sistema no tenía dónde poner el datagrama (macOS lo dice así: ENOBUFS).
fn sin_sitio(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || (cfg!(target_os = "macos") && error.raw_os_error() == Some(55))
}

/// ¿No ha llegado nada a tiempo, sin más?
pub fn es_silencio(error: &io::Error) -> bool {
    es_plazo(error) || error.kind() == ErrorKind::Interrupted
}

/// ¿Nos dice el sistema que al otro lado no escucha nadie? Windows usa otro nombre para lo mismo.
pub fn es_rechazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset)
}

/// Errores de los que un receptor UDP no debe morir: que no haya llegado nada a tiempo, que una señal haya
/// interrumpido la espera o que un envío *anterior* no encontrara a nadie (Windows lo cuenta aquí, como el
/// error 10054) o fuera demasiado largo para el búfer (10040, también en Windows).
pub fn pasajero(error: &io::Error) -> bool {
    let esperable = es_silencio(error) || error.kind() == ErrorKind::ConnectionReset;
    esperable || (cfg!(windows) && error.raw_os_error() == Some(10040))
}
