//! Solución de `cliente_eco_udp`: un datagrama y su eco. El enunciado está en `exercises/cliente_eco_udp.rs`.
//!
//! La idea: un datagrama se puede perder, así que se espera con un plazo; y a un puerto puede escribir cualquiera, así
//! que no vale lo primero que llegue, sino lo que venga de quien toca y diga lo que toca.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Cuánto se espera el eco, en total.
const PLAZO: Duration = Duration::from_secs(1);
/// Con esto cabe cualquier datagrama: su longitud se escribe en 16 bits. Lo que no quepa en el búfer se pierde.
const BUFFER: usize = 65_535;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: cliente_eco_udp IP:PUERTO");
        return ExitCode::from(2);
    };
    match pedir_eco(&direccion) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Lee la entrada, la envía y espera su eco. Si algo falla, devuelve una frase.
fn pedir_eco(direccion: &str) -> Result<(), String> {
    let servidor: SocketAddr = direccion.parse().map_err(|_| format!("«{direccion}» no es una dirección IP:PUERTO"))?;
    let mut mensaje = Vec::new();
    io::stdin().read_to_end(&mut mensaje).map_err(|error| format!("no puedo leer la entrada ({:?})", error.kind()))?;
    let socket = abrir(servidor).map_err(|error| format!("no puedo abrir un socket ({:?})", error.kind()))?;
    // Un solo envío, y entero: si no cabe, el sistema no envía nada y lo dice.
    socket
        .send_to(&mensaje, servidor)
        .map_err(|error| format!("no puedo enviar {} bytes a {servidor} ({error})", mensaje.len()))?;
    esperar_eco(&socket, servidor, &mensaje)?;
    let mut salida = io::stdout();
    salida
        .write_all(&mensaje)
        .and_then(|()| salida.flush())
        .map_err(|error| format!("no puedo escribir el eco ({:?})", error.kind()))
}

/// Un socket en un puerto libre, que será la dirección a la que conteste el servidor.
fn abrir(servidor: SocketAddr) -> io::Result<UdpSocket> {
    let desde = match servidor.ip() {
        ip if ip.is_loopback() => ip,
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    UdpSocket::bind((desde, 0))
}

/// Espera el eco de `mensaje`. No hace caso de nada más.
fn esperar_eco(socket: &UdpSocket, servidor: SocketAddr, mensaje: &[u8]) -> Result<(), String> {
    let callado = || format!("{servidor} no ha devuelto el eco en {PLAZO:?}");
    let limite = Instant::now() + PLAZO;
    let mut buffer = vec![0; BUFFER];
    loop {
        // Lo que queda de todo el plazo: si fuera uno nuevo en cada vuelta, un charlatán lo alargaría sin fin.
        let queda = limite.saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Err(callado());
        }
        socket.set_read_timeout(Some(queda)).map_err(|error| error.to_string())?;
        match socket.recv_from(&mut buffer) {
            Ok((leidos, de)) if de == servidor && buffer[..leidos] == *mensaje => return Ok(()),
            // Un extraño, o una contestación que no es la nuestra.
            Ok(_) => {}
            Err(error) if es_plazo(&error) => return Err(callado()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("no puedo recibir el eco de {servidor} ({:?})", error.kind())),
        }
    }
}

/// ¿Es que se ha acabado el plazo? Unix y Windows lo llaman de distinta manera.
fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
