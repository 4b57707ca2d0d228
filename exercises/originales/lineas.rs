//! Reto de la lección 3 · `lineas`: contesta a cada línea con esa línea del revés.
//!
//! Una línea acaba en `\n`; si justo delante hay un `\r`, también es parte del final §1. A cada línea contesta, en
//! orden y en cuanto llega §2 (el cliente puede esperar tu respuesta antes de seguir §3), con otra línea acabada en
//! `\n`, que le llega entera aunque tarde en recogerla §4:
//!
//! | si la línea, sin su final…          | contesta                             |
//! |-------------------------------------|--------------------------------------|
//! | es UTF-8 §5                         | la línea del revés, `char` a `char`  |
//! | no es UTF-8 §6                      | `error: la línea no es UTF-8`        |
//! | pasa de 8192 bytes, sea como sea §7 | `error: la línea pasa de 8192 bytes` |
//!
//! Por ejemplo, a `¡Año nuevo!␍␊` contesta `!oveun oñA¡␊`, y a una línea vacía, con otra §8. Después de un error sigue
//! con la línea siguiente §9. Cuando el cliente cierra su lado, lo que hubiera llegado detrás del último `\n` es
//! también una línea, y se contesta §10; entonces cierra §11. Quien no envía nunca un `\n` no le hace gastar más
//! memoria §12.
//!
//! Los trozos en que llegan los bytes no significan nada: una línea puede venir de byte en byte §13, veinte pueden
//! venir juntas §14, y una «ñ» puede llegar partida en dos §15. Basta con atender de uno en uno, por orden.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §16. El puerto 0 es «el que esté
//!   libre» §17.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §18. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §19; si no puede escuchar, con código 1 §20; siempre con una línea en
//!   stderr §21.
//! - No termina nunca por su cuenta §22, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los siguientes §23. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:    cargo run -p exercises --bin lineas 127.0.0.1:8081
//! y en otra:   nc 127.0.0.1 8081

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

/// Lo más larga que puede ser una línea, en bytes y sin su final: quien no envía nunca un `\n` no nos llena la memoria.
const MAXIMO: usize = 8192;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: lineas IP:PUERTO");
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

/// Contesta a cada línea de un cliente, en orden y en cuanto llega.
fn atender(stream: &TcpStream) -> io::Result<()> {
    todo!("contesta a cada línea que llegue por {stream:?}, hasta que no haya más")
}

/// Una línea recibida.
enum Linea {
    /// Sus bytes, sin el final de línea.
    Entera(Vec<u8>),
    /// Pasaba de [`MAXIMO`]: ya se ha tirado hasta su final.
    Larga,
}

/// Lee la línea siguiente. `None` si el cliente ha terminado y no queda nada.
fn leer_linea(lector: &mut impl BufRead) -> io::Result<Option<Linea>> {
    let _ = lector;
    todo!("lee hasta el próximo salto de línea sin guardar más de {MAXIMO} bytes y su final")
}

/// Lo que se contesta a una línea, con su final.
fn contestar(linea: Linea) -> String {
    let _ = linea;
    todo!("dale la vuelta a la línea, o di qué le pasa")
}
