//! Solución de `cliente_eco_udp_fiable`: preguntar con números y reintentos. El enunciado está en
//! `exercises/cliente_eco_udp_fiable.rs`.
//!
//! La idea: si no llega el eco no se sabe qué se ha perdido, la pregunta o la contestación. Da igual: se envía otra copia,
//! con el mismo número, y el número deja sin efecto las contestaciones que sobren.

use std::env;
use std::io::{self, BufRead, ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Lo que se espera el eco después de cada envío. (Por Internet, cada espera sería el doble de la anterior: si la red está
/// llena, insistir al mismo ritmo la hunde más.)
const ESPERA: Duration = Duration::from_millis(200);
/// Cuántas veces se envía una pregunta, como mucho.
const ENVIOS: u32 = 5;
/// Con esto cabe cualquier datagrama.
const BUFFER: usize = 65_535;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: cliente_eco_udp_fiable IP:PUERTO");
        return ExitCode::from(2);
    };
    match preguntar_todo(&direccion) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Pregunta cada línea de la entrada y escribe su eco. Si algo falla, devuelve una frase.
fn preguntar_todo(direccion: &str) -> Result<(), String> {
    let servidor: SocketAddr = direccion.parse().map_err(|_| format!("«{direccion}» no es una dirección IP:PUERTO"))?;
    let socket = abrir(servidor).map_err(|error| format!("no puedo abrir un socket ({:?})", error.kind()))?;
    let mut salida = io::stdout();
    for (numero, linea) in (1..).zip(io::stdin().lock().split(b'\n')) {
        let mut linea = linea.map_err(|error| format!("no puedo leer la entrada ({:?})", error.kind()))?;
        insistir(&socket, servidor, &componer(numero, &linea))?;
        linea.push(b'\n');
        salida
            .write_all(&linea)
            .and_then(|()| salida.flush())
            .map_err(|error| format!("no puedo escribir el eco ({:?})", error.kind()))?;
    }
    Ok(())
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

/// El datagrama de una pregunta: su número y la línea.
fn componer(numero: u32, linea: &[u8]) -> Vec<u8> {
    [&numero.to_be_bytes(), linea].concat()
}

/// Envía el datagrama, hasta [`ENVIOS`] veces, hasta que llega su eco.
fn insistir(socket: &UdpSocket, servidor: SocketAddr, datagrama: &[u8]) -> Result<(), String> {
    for _ in 0..ENVIOS {
        socket
            .send_to(datagrama, servidor)
            .map_err(|error| format!("no puedo enviar {} bytes a {servidor} ({error})", datagrama.len()))?;
        let llegado = esperar_eco(socket, servidor, datagrama)
            .map_err(|error| format!("no puedo recibir el eco de {servidor} ({:?})", error.kind()))?;
        if llegado {
            return Ok(());
        }
    }
    Err(format!("{servidor} no ha devuelto el eco tras {ENVIOS} envíos"))
}

/// Espera el eco de lo enviado, [`ESPERA`] en total. Devuelve si ha llegado.
fn esperar_eco(socket: &UdpSocket, servidor: SocketAddr, datagrama: &[u8]) -> io::Result<bool> {
    let limite = Instant::now() + ESPERA;
    let mut buffer = vec![0; BUFFER];
    loop {
        let queda = limite.saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Ok(false);
        }
        socket.set_read_timeout(Some(queda))?;
        match socket.recv_from(&mut buffer) {
            // Iguales también en el número: el eco repetido de la pregunta anterior no vale, aunque diga lo mismo.
            Ok((leidos, de)) if de == servidor && buffer[..leidos] == *datagrama => return Ok(true),
            Ok(_) => {}
            Err(error) if es_plazo(&error) => return Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// ¿Es que se ha acabado el plazo? Unix y Windows lo llaman de distinta manera.
fn es_plazo(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
