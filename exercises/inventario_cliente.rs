//! Reto de la lección 5 · `inventario_cliente`: envía el informe de un ordenador en JSON y espera el acuse.
//!
//! Recibe en el primer argumento la dirección del servidor, `IP:PUERTO`, y entonces:
//!
//! 1. Lee tres líneas de su entrada, en UTF-8: la fecha, el nombre del ordenador y la versión de su sistema. El final
//!    de línea (`\n` o `\r\n` §1) no es parte del dato, y el de la tercera puede faltar §2. Una línea puede estar
//!    vacía §3. Lo que venga después no cuenta §4. Los datos van tal cual, con los espacios y lo que traigan §5.
//! 2. Conecta y envía un solo marco §6: 4 bytes con la longitud del cuerpo (un entero sin signo, el byte de más peso
//!    primero) §7 y, detrás, el cuerpo: un objeto JSON en UTF-8 §8 con tres campos de texto, `fecha`, `nombre` y
//!    `version`, y ninguno más §9. El orden, los espacios y la manera de escribir cada letra (`ñ` o `\u00f1`) los
//!    eliges tú: es JSON.
//! 3. Espera el acuse, que es otro marco §10: un objeto JSON con un campo `recibido`, que es `true` o `false`. Puede
//!    traer espacios y otros campos; no hagas caso de ellos §11.
//!
//! Por ejemplo, con las líneas `2026-03-02`, `aula-12` y `Debian 12`:
//!
//! ```text
//! envía   00 00 00 3f  {"fecha":"2026-03-02","nombre":"aula-12","version":"Debian 12"}
//! llega   00 00 00 11  {"recibido":true}
//! ```
//!
//! Acaba con código 0 si el acuse dice `true` §12. Si no, con código 1 y una sola línea en stderr §13:
//!
//! - falta alguna de las tres líneas §14, no son UTF-8 §15, o el cuerpo pasaría de 65 536 bytes §16: entonces, ni
//!   conecta;
//! - nadie escucha en esa dirección §17, o no es una dirección §18;
//! - el servidor cierra §19, o corta §20, antes del acuse entero;
//! - el acuse dice `false` §21, anuncia más de 65 536 bytes §22, no es JSON o no tiene un `recibido` que sea `true` o
//!   `false` §23;
//! - a los 2 segundos de enviar el informe no ha llegado el acuse §24 entero, aunque vaya llegando §25. Se admite de
//!   1,7 a 2,8 s.
//!
//! Sin argumento, una línea en stderr y código 2 §26. En stdout puede escribir lo que quiera.
//!
//! Pruébalo:   cargo run -p exercises --bin inventario_servidor 127.0.0.1:8081      (cuando lo tengas)
//! y en otra:  printf '2026-03-02\naula-12\nDebian 12\n' | cargo run -p exercises --bin inventario_cliente 127.0.0.1:8081
//! Y sin él:   printf '\0\0\0\21{"recibido":true}' | nc -l 127.0.0.1 8081 | xxd

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// El cuerpo más largo que se envía o se acepta. Un informe corriente no llega a cien bytes.
const MAXIMO: usize = 64 * 1024;
/// La longitud viaja como un entero de 32 bits con el byte de más peso delante.
const CABECERA: usize = 4;
/// Lo que se espera para conectar, para enviar y, desde que se ha enviado, por el acuse entero.
const PLAZO: Duration = Duration::from_secs(2);

/// Lo que un ordenador cuenta de sí mismo.
#[derive(Serialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
}

/// Lo que contesta el servidor. Los demás campos, si los hay, se pasan por alto.
#[derive(Deserialize)]
struct Acuse {
    recibido: bool,
}

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: inventario_cliente IP:PUERTO");
        return ExitCode::from(2);
    };
    match inventariar(&direccion) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Lee el informe, lo envía y espera el acuse. Si algo falla, devuelve una frase.
fn inventariar(direccion: &str) -> Result<(), String> {
    todo!("lee el informe, envíalo en JSON a {direccion} y mira qué dice el acuse")
}

/// Las tres líneas de la entrada, sin sus saltos.
fn leer_informe() -> Result<Informe, String> {
    todo!("lee la fecha, el nombre y la versión de la entrada, o di cuál falta")
}

/// Conecta y pone un plazo a los envíos; el de las lecturas depende de cuánto quede.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    todo!("conecta con {direccion}, sin esperar más de {PLAZO:?}")
}

/// Escribe un marco de una vez: cabecera y cuerpo juntos.
fn escribir_marco(escritor: &mut impl Write, cuerpo: &[u8]) -> io::Result<()> {
    let _ = escritor;
    todo!("escribe {CABECERA} bytes con la longitud y detrás los {} del cuerpo", cuerpo.len())
}

/// Lee el marco del acuse, entero y a tiempo, y lo entiende.
fn leer_acuse(stream: &TcpStream) -> Result<Acuse, String> {
    todo!("lee de {stream:?} la cabecera, comprueba que no pide más de {MAXIMO}, lee el cuerpo y entiéndelo")
}

/// Lee hasta llenar `buffer`, con lo que quede de plazo en cada lectura.
fn llenar(stream: &TcpStream, buffer: &mut [u8], hasta: Instant) -> io::Result<()> {
    todo!("lee de {stream:?} hasta llenar {} bytes, o hasta {hasta:?}", buffer.len())
}

/// Por qué no hay acuse.
fn sin_acuse(error: io::Error) -> String {
    todo!("di en una frase por qué {error:?} te deja sin acuse")
}
