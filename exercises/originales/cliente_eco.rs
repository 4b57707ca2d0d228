//! Reto de la lección 2 · `cliente_eco`: envía su entrada a un servidor de eco y comprueba lo que vuelve.
//!
//! Recibe en el primer argumento la dirección del servidor, `IP:PUERTO`, y entonces:
//!
//! 1. Lee la entrada estándar entera, hasta su final: texto, una imagen o nada; desde 0 bytes §1 hasta muchos megas §2.
//! 2. Conecta, envía esos bytes tal cual §3 y cierra solo su lado (`shutdown(Write)`) §4: «no diré más, pero te
//!    escucho».
//! 3. Escribe en stdout, tal cual §5, lo que vuelve, según llega §6, hasta que el servidor cierra §7.
//!
//! Enviar y recibir van a la vez §8: muchos servidores dejan de leer mientras nadie recoge su eco.
//!
//! Acaba con código 0 si ha vuelto exactamente lo que envió §9. Si no, con código 1 y una sola línea en stderr:
//!
//! - nadie escucha en esa dirección §10, o no es una dirección §11;
//! - el servidor cierra §12, o corta §13, antes de devolverlo todo;
//! - lo que vuelve no es lo enviado §14, o vuelve algo de más §15 (acaba en cuanto lo ve §16);
//! - pasan 2 segundos (entre 1,7 y 2,8 se dan por buenos) sin que se mueva un solo byte §17; mientras algo se mueva,
//!   espera §18.
//!
//! Sin argumento, una línea en stderr y código 2 §19.
//!
//! Pruébalo:   cargo run --bin leccion2 -- servidor
//! y en otra:  echo "¡Hola!" | cargo run -p exercises --bin cliente_eco 127.0.0.1:8081

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Cuánto se espera sin que se mueva un solo byte. En casa sobra; a un servidor lejano habría que darle más.
const PLAZO: Duration = Duration::from_secs(2);
/// Lo que se pide en cada lectura. No es el tamaño de un mensaje: TCP no tiene mensajes.
const BUFFER: usize = 64 * 1024;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: cliente_eco IP:PUERTO");
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

/// Lee la entrada, conecta y conversa. Si algo falla, devuelve una frase.
fn pedir_eco(direccion: &str) -> Result<(), String> {
    todo!("lee la entrada, conecta con {direccion}, y envía y recibe a la vez")
}

/// Conecta y pone los plazos: ninguna espera de este programa es eterna.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    todo!("conecta con {direccion} y ponle a la conexión plazos de {PLAZO:?}")
}

/// Envía el mensaje entero y se despide: el servidor sabrá que no hay más, y aún podrá contestar.
fn enviar(stream: &TcpStream, mensaje: &[u8]) -> io::Result<()> {
    todo!("envía los {} bytes por {stream:?} y cierra tu lado", mensaje.len())
}

/// Escribe en `salida` lo que vuelve, mientras coincida con `mensaje`, hasta que el servidor cierra.
fn recibir(stream: &TcpStream, mensaje: &[u8], salida: &mut impl Write) -> Result<(), String> {
    let _ = salida;
    todo!(
        "escribe lo que vuelve por {stream:?}, de {BUFFER} en {BUFFER}, y compáralo con los {} bytes enviados",
        mensaje.len()
    )
}
