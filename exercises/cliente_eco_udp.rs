//! Reto de la lección 6 · `cliente_eco_udp`: envía su entrada en un datagrama y comprueba el eco.
//!
//! Recibe en el primer argumento la dirección de un servidor de eco UDP, `IP:PUERTO`, y entonces:
//!
//! 1. Lee la entrada estándar entera, hasta su final: texto, una imagen o nada §1.
//! 2. La envía tal cual §2 en un solo datagrama §3. Si está vacía, el datagrama también: 0 bytes son un mensaje como
//!    otro §4.
//! 3. Espera el eco: un datagrama que venga de esa misma dirección §5 y que sea exactamente lo enviado §6.
//! 4. Escribe el eco en stdout, tal cual, y acaba con código 0 §7.
//!
//! Mientras espera puede llegar cualquier otra cosa: lo que escriba alguien que no es el servidor §8, una contestación
//! vieja del servidor §9, un datagrama vacío §10. De nada de eso hace caso: sigue esperando.
//!
//! Acaba con código 1 y una sola línea en stderr, sin escribir nada en stdout §11, si:
//!
//! - 1 segundo después de enviar no ha llegado el eco §12 (lo demás que llegue no alarga ese segundo §13; se admite de
//!   0,6 a 2,2 s);
//! - la entrada no cabe en un datagrama (por IPv4 caben 65 507 bytes §14): no la corta ni la reparte §15;
//! - lo que recibe no es una dirección §16, o el sistema dice que en ella no hay nadie §17.
//!
//! Sin argumento, una línea en stderr y código 2 §18.
//!
//! Pruébalo:   cargo run --bin leccion6 -- udp servidor
//! y en otra:  echo "¡Hola!" | cargo run -p exercises --bin cliente_eco_udp 127.0.0.1:20001

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

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
    todo!("lee la entrada, envíala a {direccion} en un datagrama, espera el eco y escríbelo")
}

/// Un socket en un puerto libre, que será la dirección a la que conteste el servidor.
fn abrir(servidor: SocketAddr) -> io::Result<UdpSocket> {
    todo!("abre un socket desde el que se pueda escribir a {servidor}")
}

/// Espera el eco de `mensaje`. No hace caso de nada más.
fn esperar_eco(socket: &UdpSocket, servidor: SocketAddr, mensaje: &[u8]) -> Result<(), String> {
    todo!(
        "espera en {socket:?}, {PLAZO:?} en total, un datagrama de {servidor} igual a estos {} bytes, con un búfer de {BUFFER}",
        mensaje.len()
    )
}

/// ¿Es que se ha acabado el plazo? Unix y Windows lo llaman de distinta manera.
fn es_plazo(error: &io::Error) -> bool {
    todo!("mira qué clase de error es {error:?}")
}
