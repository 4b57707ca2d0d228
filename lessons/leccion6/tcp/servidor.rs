//! El mismo eco por TCP, para ponerlo al lado: el servidor.
//!
//! Pruébalo:   cargo run --bin leccion6 -- tcp servidor
//! y en otra terminal:   cargo run --bin leccion6 -- tcp cliente "¡Hola!"
//!
//! Verás una línea por cliente. Fíjate en lo que en `udp/servidor.rs` no está: un `listener`, `accept`, un socket y un
//! hilo para cada cliente, un bucle que junta lo que llega a trozos, y una despedida.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use redes::cifras::en_bytes;
use redes::consola::{lamentar, narrar};
use redes::errores::explicar;
use redes::red::Servicio;

/// El puerto de esta lección para TCP.
pub const PUERTO: u16 = 8081;

/// Lo que se pide en cada lectura. No es el tamaño de un mensaje.
const BUFFER: usize = 64 * 1024;

/// Cuánto puede callar un cliente, o no leer su eco.
const PACIENCIA: Duration = Duration::from_secs(60);

/// Cuántos se atienden a la vez, como mucho; los demás esperan en la cola del sistema. Cada uno cuesta un hilo.
const AFORO: usize = 128;

/// Atiende a cada cliente en su hilo: a tantos como diga `cuantos` o, si no dice nada, hasta que lo interrumpes.
pub fn servir(listener: &TcpListener, cuantos: Option<u64>) {
    Servicio::con_aforo(AFORO).clientes(cuantos).servir(listener, |stream, cliente| atender(&stream, cliente));
}

fn atender(stream: &TcpStream, cliente: SocketAddr) {
    match devolver_eco(stream) {
        Ok(bytes) => narrar(&format!("{cliente}: {} de eco; se ha despedido", en_bytes(bytes))),
        Err(error) => lamentar(&format!("{cliente}: se ha ido a medias: {}", explicar(&error))),
    }
}

/// Devuelve todo lo que llega, hasta la despedida.
pub fn devolver_eco(mut stream: &TcpStream) -> io::Result<usize> {
    stream.set_read_timeout(Some(PACIENCIA))?;
    stream.set_write_timeout(Some(PACIENCIA))?;
    let mut buffer = vec![0; BUFFER];
    let mut total = 0;
    loop {
        let leidos = match stream.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(leidos) => leidos,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        stream.write_all(&buffer[..leidos])?;
        total += leidos;
    }
}
