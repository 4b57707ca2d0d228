//! Solución de `servidor_eco_udp`: devuelve cada datagrama. El enunciado está en `exercises/servidor_eco_udp.rs`.
//!
//! La idea: un solo socket habla con todos. Cada datagrama es un mensaje entero y trae la dirección a la que contestar,
//! así que no hay clientes que recordar.

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Con esto cabe cualquier datagrama: su longitud se escribe en 16 bits. Lo que no quepa en el búfer se pierde.
const BUFFER: usize = 65_535;
/// Lo que se descansa si recibir falla: sin este respiro, un fallo que dura nos tendría dando vueltas.
const RESPIRO: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_eco_udp IP:PUERTO");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(socket) => servir(&socket),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(direccion)?;
    println!("escuchando en {}", socket.local_addr()?);
    Ok(socket)
}

/// Contesta a un datagrama detrás de otro, sin terminar nunca.
fn servir(socket: &UdpSocket) {
    let mut buffer = vec![0; BUFFER];
    loop {
        if let Err(error) = devolver(socket, &mut buffer) {
            // En Windows llega aquí hasta el aviso de que un cliente se fue sin esperar su eco. No es cosa de los demás.
            eprintln!("un datagrama se ha quedado sin eco ({:?})", error.kind());
            thread::sleep(RESPIRO);
        }
    }
}

/// Espera un datagrama y lo devuelve a quien lo envió.
fn devolver(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<()> {
    // Sin plazo: esperar es el trabajo de un servidor, y mientras espera a uno puede escribirle cualquier otro.
    let (leidos, cliente) = socket.recv_from(buffer)?;
    // Solo lo leído. También si son 0 bytes: en UDP no es una despedida, porque no hay de qué despedirse.
    socket.send_to(&buffer[..leidos], cliente)?;
    Ok(())
}
