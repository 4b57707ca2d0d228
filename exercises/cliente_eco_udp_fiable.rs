//! Reto de la lección 6 · `cliente_eco_udp_fiable`: pregunta línea a línea por una red que pierde, repite y retrasa.
//!
//! Recibe en el primer argumento la dirección de un servidor de eco UDP, `IP:PUERTO`. Cada línea de su entrada estándar
//! es una pregunta, y hasta que no tiene su eco no hace la siguiente §1. Cada una va en un datagrama §2:
//!
//! | bytes    | qué son                                                                                 |
//! |----------|-----------------------------------------------------------------------------------------|
//! | 0 a 3    | el número de la pregunta (1, 2, 3…) §3, de 32 bits, con el byte de más peso primero §4  |
//! | 4 a …    | la línea, tal cual, sin el `\n` del final §5; puede estar vacía y puede no ser texto §6 |
//!
//! El servidor devuelve los mismos bytes, así que el número vuelve con el eco. Con cada pregunta:
//!
//! 1. Envía su datagrama y espera 200 ms §7.
//! 2. Si en ese tiempo no llega su eco, envía otra vez el mismo datagrama, con el mismo número §8, y espera otros
//!    200 ms. Así hasta 5 envíos en total, de cada pregunta §9. Del primero al quinto se admite de 0,4 a 1,6 s §10.
//! 3. En cuanto llega del servidor un datagrama igual al enviado, escribe en stdout la línea y un `\n` §11, y pasa a la
//!    siguiente.
//!
//! De lo demás que llegue no hace caso: de extraños §12, vacío, corto §13, con otro número §14 o con otro
//! contenido §15. Tampoco alarga §16 ni acorta §17 los 200 ms.
//!
//! Con la última línea contestada (lleve `\n` o no §18), acaba con código 0; sin ninguna línea, también, sin enviar
//! nada §19. Acaba con código 1 y una sola línea en stderr §20, con lo anterior ya escrito §21, si:
//!
//! - pasan 200 ms desde el quinto envío de una pregunta y no ha llegado su eco §22;
//! - una línea no cabe en un datagrama §23, lo que recibe no es una dirección §24, o el sistema dice que en ella no hay
//!   nadie §25.
//!
//! Sin argumento, una línea en stderr y código 2 §26.
//!
//! Pruébalo:   cargo run --bin leccion6 -- udp servidor
//! y en otra:  cargo run -p exercises --bin cliente_eco_udp_fiable 127.0.0.1:20001

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

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
    todo!("lee líneas, numéralas desde 1, pregúntaselas a {direccion} y escribe cada una cuando llegue su eco")
}

/// Un socket en un puerto libre, que será la dirección a la que conteste el servidor.
fn abrir(servidor: SocketAddr) -> io::Result<UdpSocket> {
    todo!("abre un socket desde el que se pueda escribir a {servidor}")
}

/// El datagrama de una pregunta: su número y la línea.
fn componer(numero: u32, linea: &[u8]) -> Vec<u8> {
    todo!("pon delante de los {} bytes de la línea los 4 del número {numero}", linea.len())
}

/// Envía el datagrama, hasta [`ENVIOS`] veces, hasta que llega su eco.
fn insistir(socket: &UdpSocket, servidor: SocketAddr, datagrama: &[u8]) -> Result<(), String> {
    todo!("envía a {servidor} los {} bytes por {socket:?}, {ENVIOS} veces como mucho", datagrama.len())
}

/// Espera el eco de lo enviado, [`ESPERA`] en total. Devuelve si ha llegado.
fn esperar_eco(socket: &UdpSocket, servidor: SocketAddr, datagrama: &[u8]) -> io::Result<bool> {
    todo!(
        "espera en {socket:?}, {ESPERA:?} en total, un datagrama de {servidor} igual a estos {} bytes, con un búfer de {BUFFER}",
        datagrama.len()
    )
}

/// ¿Es que se ha acabado el plazo? Unix y Windows lo llaman de distinta manera.
fn es_plazo(error: &io::Error) -> bool {
    todo!("mira qué clase de error es {error:?}")
}
