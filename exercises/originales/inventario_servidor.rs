//! Reto de la lección 5 · `inventario_servidor`: recibe informes en JSON, los comprueba y acusa recibo de cada uno.
//!
//! Cada informe llega en un marco: 4 bytes con la longitud del cuerpo (un entero sin signo, el byte de más peso
//! primero) y, detrás, el cuerpo: un objeto JSON en UTF-8 con tres campos de texto, `fecha`, `nombre` y `version`, en
//! el orden que sea y escritos como sea §1. Si trae otros campos, no hagas caso de ellos §2. A cada marco, en orden §3
//! y en cuanto llega entero §4, en los trozos que sea §5:
//!
//! - Si es un informe, escribe una línea en stdout, `FECHA | NOMBRE | VERSIÓN` §6, y contesta con otro marco, cuyo
//!   cuerpo es el JSON `{"recibido":true}` §7. En la línea, cada carácter de control de los valores
//!   (`char::is_control`: un salto, un tabulador, los de `U+0080` a `U+009F`…) se escribe `·` §8: un nombre con un
//!   salto dentro no puede parecer dos informes. Lo demás se escribe como llega, espacios incluidos §9.
//! - Si no lo es (no es UTF-8, no es JSON, falta un campo, alguno no es un texto, sobra algo detrás) §10, escribe una
//!   línea en stderr §11, contesta con `{"recibido":false}` §12 y sigue con el marco siguiente §13: la longitud dice
//!   dónde empieza.
//! - Si la cabecera anuncia más de 65 536 bytes §14, escribe una línea en stderr §15, contesta con `{"recibido":false}`
//!   y cierra en cuanto la lees: sin esperar el cuerpo §16 y sin reservar memoria para él §17.
//!
//! Por ejemplo:
//!
//! ```text
//! llega      00 00 00 3f  {"fecha":"2026-03-02","nombre":"aula-12","version":"Debian 12"}
//! escribe    2026-03-02 | aula-12 | Debian 12
//! contesta   00 00 00 11  {"recibido":true}
//! llega      00 00 00 02  {}
//! contesta   00 00 00 12  {"recibido":false}
//! ```
//!
//! El acuse puede llevar espacios y otros campos, si quieres (un `motivo`, por ejemplo). Si el cliente cierra entre dos
//! marcos, ha terminado: cierra tú también, sin decir nada §18. Si cierra a mitad de uno, no contestes a ese marco,
//! cierra §19, y escribe una línea en stderr §20. Un cliente que calla no hace esperar a los demás §21. Mientras no
//! llega nada no se gasta procesador §22, y de quien se ha ido no queda nada abierto §23.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §24. El puerto 0 es «el que esté libre».
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §25. Después escribe
//!   solo las líneas de los informes §26.
//! - Sin argumento, acaba con código 2 §27; si no puede escuchar, con código 1 §28; siempre con una línea en
//!   stderr §29.
//! - No termina nunca por su cuenta §30, y lo que le pase a un cliente no impide atender a los demás §31. Lo suyo es
//!   contarlo en stderr, pero eso, si no está arriba, no se comprueba.
//!
//! Pruébalo:    cargo run -p exercises --bin inventario_servidor 127.0.0.1:8081
//! y en otra:   printf '\0\0\0\2{}' | nc -N 127.0.0.1 8081 | xxd

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

/// El cuerpo más largo que se acepta. Un informe corriente no llega a cien bytes.
const MAXIMO: usize = 64 * 1024;
/// La longitud viaja como un entero de 32 bits con el byte de más peso delante.
const CABECERA: usize = 4;

/// Lo que un ordenador cuenta de sí mismo. Los demás campos, si los hay, se pasan por alto.
#[derive(Deserialize)]
struct Informe {
    fecha: String,
    nombre: String,
    version: String,
}

/// Lo que se contesta a cada marco.
#[derive(Serialize)]
struct Acuse {
    recibido: bool,
}

/// Lo que llega cuando se espera un marco.
enum Llegada {
    Cuerpo(Vec<u8>),
    /// Una longitud que no se acepta: el cuerpo se queda sin leer.
    Demasiado(usize),
    /// El cliente ha terminado entre dos marcos, que es como se termina bien.
    Fin,
}

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: inventario_servidor IP:PUERTO");
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

/// Atiende a cada cliente en su hilo: el que calla, que puede pasar así horas, solo hace esperar al suyo.
fn servir(listener: &TcpListener) {
    todo!("acepta clientes de {listener:?} y atiende a cada uno en un hilo; si con uno falla algo, dilo y sigue")
}

/// Acusa recibo de cada informe, en orden y en cuanto llega. Uno malo se rechaza, y se sigue.
fn atender(stream: &TcpStream) -> Result<(), String> {
    todo!("contesta a cada marco que llegue por {stream:?}, hasta que no haya más")
}

/// Lee un marco entero. La longitud se comprueba antes de reservar nada.
fn leer_marco(lector: &mut impl Read) -> Result<Llegada, String> {
    let _ = lector;
    todo!("lee {CABECERA} bytes, comprueba que no piden más de {MAXIMO}, y lee el cuerpo")
}

/// Lee hasta llenar `buffer` o hasta que se acabe el flujo. Devuelve cuántos bytes han llegado.
fn llenar(lector: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let _ = lector;
    todo!("lee hasta llenar los {} bytes o hasta que se acabe el flujo", buffer.len())
}

/// La línea que se enseña de un informe, o por qué eso no es un informe.
fn entender(cuerpo: &[u8]) -> Result<String, String> {
    todo!("convierte {cuerpo:?} en un informe y devuelve su línea")
}

/// Un texto ajeno, en una sola línea y sin nada que mande sobre la terminal.
fn visible(texto: &str) -> String {
    todo!("devuelve {texto:?} con · en el lugar de cada carácter de control")
}

/// Contesta a un marco con otro, de una vez.
fn acusar(escritor: &mut impl Write, recibido: bool) -> Result<(), String> {
    let _ = escritor;
    todo!("escribe un marco con el JSON del acuse, que dice {recibido}")
}

/// Qué le ha pasado a una conexión.
fn en_palabras(error: io::Error) -> String {
    format!("un cliente se ha ido a medias ({:?})", error.kind())
}
