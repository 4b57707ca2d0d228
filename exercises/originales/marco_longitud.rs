//! Reto de la lección 3 · `marco_longitud`: mensajes con su longitud delante.
//!
//! Un marco son 4 bytes con la longitud del cuerpo (un entero sin signo, el byte de más peso primero §1) y, detrás, el
//! cuerpo: esos bytes, los que sean §2. A cada marco contesta, en orden y en cuanto llega entero §3, con otro marco
//! cuyo cuerpo es el recibido con los bytes del revés §4, que le llega entero al cliente aunque tarde en recogerlo §5.
//! Por ejemplo:
//!
//! ```text
//! llega      00 00 00 03  75 6e 6f        «uno»
//! contesta   00 00 00 03  6f 6e 75        «onu»
//! ```
//!
//! - El cuerpo puede tener de 0 bytes §6 a 1 048 576 (1 MiB) §7. Si la cabecera anuncia más, cierra la conexión en
//!   cuanto la lee §8: sin contestar a ese marco, sin esperar su cuerpo y sin reservar memoria para él §9, y lo dice en
//!   stderr §10.
//! - Si el cliente cierra entre dos marcos, ha terminado: cierra tú también, sin decir nada §11.
//! - Si cierra a mitad de un marco, no contestes a ese marco §12, cierra, y escribe en stderr una línea que contenga
//!   `faltaban N bytes`: los que faltaban del cuerpo §13 o, si no llegó entera, los de la cabecera §14.
//!
//! Los trozos en que llegan los bytes no significan nada: la cabecera puede venir de byte en byte §15, y en una sola
//! lectura pueden venir tres marcos y medio §16. Basta con atender de uno en uno, por orden.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §17. El puerto 0 es «el que esté
//!   libre» §18.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §19. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §20; si no puede escuchar, con código 1 §21; siempre con una línea en
//!   stderr §22.
//! - No termina nunca por su cuenta §23, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los siguientes §24. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:    cargo run -p exercises --bin marco_longitud 127.0.0.1:8081
//! y en otra:   printf '\0\0\0\3uno' | nc -N 127.0.0.1 8081 | xxd

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

/// El cuerpo más largo que se acepta: 1 MiB. La cabecera puede pedir 4 GiB, y cualquiera puede escribirla.
const MAXIMO: usize = 1024 * 1024;
/// La longitud viaja como un entero de 32 bits con el byte de más peso delante.
const CABECERA: usize = 4;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: marco_longitud IP:PUERTO");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(listener) => servir(&listener),
        Err(error) => {
            eprintln!("error: no puedo escuchar en {direccion} ({:?})", error.kind());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Abre el puerto y dice en cuál ha quedado.
fn escuchar(direccion: &str) -> io::Result<TcpListener> {
    todo!("abre {direccion} y di en stdout dónde escuchas")
}

/// Atiende a un cliente detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener) {
    todo!("acepta clientes de {listener:?} uno detrás de otro; si con uno falla algo, dilo y sigue")
}

/// Contesta a cada marco con su cuerpo del revés, en orden y en cuanto llega.
fn atender(stream: &TcpStream) -> Result<(), String> {
    todo!("contesta a cada marco que llegue por {stream:?}, hasta que no haya más")
}

/// Lee un marco entero. `None` si el cliente ha terminado justo entre dos marcos, que es como se termina bien.
fn leer_marco(lector: &mut impl Read) -> Result<Option<Vec<u8>>, String> {
    let _ = lector;
    todo!("lee {CABECERA} bytes, comprueba que no piden más de {MAXIMO}, y lee el cuerpo")
}

/// Lee hasta llenar `buffer` o hasta que se acabe el flujo. Devuelve cuántos bytes han llegado.
fn llenar(lector: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let _ = lector;
    todo!("lee hasta llenar los {} bytes o hasta que se acabe el flujo", buffer.len())
}

/// Escribe un marco de una vez: cabecera y cuerpo juntos.
fn escribir_marco(escritor: &mut impl Write, cuerpo: &[u8]) -> io::Result<()> {
    let _ = escritor;
    todo!("escribe la longitud de {cuerpo:?} y detrás esos bytes")
}

/// Qué le ha pasado a una conexión.
fn en_palabras(error: io::Error) -> String {
    format!("un cliente se ha ido a medias ({:?})", error.kind())
}
