//! Reto de la lección 1 · `servidor_web`: un servidor que un navegador entiende.
//!
//! De cada conexión lee una petición HTTP, que acaba en una línea vacía (los bytes `\r\n\r\n`), llegue en los trozos
//! que llegue §1 y venga lo que venga detrás §2, la contesta y cierra §3. La primera línea de la petición son tres
//! palabras separadas por un espacio: método, ruta y una versión que empieza por `HTTP/`. Según sea, contesta con este
//! estado y este cuerpo (todos acaban en un salto de línea):
//!
//! | si…                                                 | estado                                | cuerpo                             |
//! |-----------------------------------------------------|---------------------------------------|------------------------------------|
//! | el método es `GET` y la ruta, `/` §4                | `200 OK`                              | `PAGINA`                           |
//! | el método es `GET` y la ruta es otra §5             | `404 Not Found`                       | `Aquí no hay nada.`                |
//! | el método es otro §6                                | `405 Method Not Allowed`              | `Solo atiendo GET.`                |
//! | la primera línea no tiene esa forma §7              | `400 Bad Request`                     | `No entiendo esa petición.`        |
//! | pasa de 16 384 bytes, contando la línea vacía §8    | `431 Request Header Fields Too Large` | `Esa petición es demasiado larga.` |
//!
//! La respuesta, con todas sus líneas acabadas en `\r\n` §9, LONGITUD en bytes, no en letras §10, y las cabeceras, que
//! son esas §11, en el orden que quieras:
//!
//! ```text
//! HTTP/1.1 ESTADO
//! Allow: GET                                  (solo con el 405)
//! Content-Type: text/html; charset=utf-8
//! Content-Length: LONGITUD
//! Connection: close
//!                                             (la línea vacía, y detrás el cuerpo)
//! ```
//!
//! Y además:
//!
//! - Un cliente tiene 2 segundos en total (entre 1,7 y 2,8 se dan por buenos) §12, lleguen sus bytes como lleguen §13.
//!   Si para entonces no ha llegado la línea vacía §14, o si se va antes §15, cierra sin contestar nada.
//! - Después de contestar cierra su lado (`shutdown(Write)`) §16 y lee y tira lo que aún llegue §17, hasta que el
//!   cliente cierre o se acaben sus 2 segundos (esto último no se comprueba): cerrar con bytes sin leer corta de golpe,
//!   y la respuesta puede perderse.
//! - Los navegadores abren conexiones de reserva que no dicen nada. Nadie espera por ellas: un hilo por cliente §18.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §19. El puerto 0 es «el que esté
//!   libre» §20.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §21. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §22; si no puede escuchar, con código 1 §23; siempre con una línea en
//!   stderr §24.
//! - No termina nunca por su cuenta §25, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los siguientes §26. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:   cargo run -p exercises --bin servidor_web 127.0.0.1:8081
//! y abre en tu navegador   http://127.0.0.1:8081/

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

/// Lo que se sirve en `/`.
const PAGINA: &str = "<!doctype html>\n<html lang=\"es\">\n<meta charset=\"utf-8\">\n\
                      <title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n";
/// Más que cualquier petición sensata de un navegador, y poco para nuestra memoria.
const LIMITE: usize = 16 * 1024;
/// Lo que tiene un cliente, en total, para hacer su petición y marcharse. A uno lejano habría que darle más.
const PLAZO: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_web IP:PUERTO");
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

/// Atiende a cada cliente en su hilo: los navegadores abren conexiones de reserva que no dicen nada.
fn servir(listener: &TcpListener) {
    todo!("acepta clientes de {listener:?} y da un hilo a cada uno")
}

/// Lee una petición, la contesta y cierra.
fn atender(stream: &TcpStream) -> io::Result<()> {
    todo!("lee la petición de {stream:?} con {PLAZO:?} de plazo, contéstala y despídete")
}

/// Lo que ha llegado antes de que se acabara el plazo.
enum Peticion {
    /// Hasta la línea vacía, con ella.
    Entera(Vec<u8>),
    /// Más de [`LIMITE`] bytes sin una línea vacía.
    Larga,
    /// El cliente ha cerrado o ha callado antes de la línea vacía.
    AMedias,
}

/// Acumula lo que va llegando hasta ver la línea vacía.
fn leer_peticion(stream: &TcpStream, hasta: Instant) -> io::Result<Peticion> {
    todo!("acumula lo que llegue de {stream:?} hasta la línea vacía, sin pasar de {LIMITE} bytes ni de {hasta:?}")
}

/// Una lectura que no pasa de `hasta`. `None` si se acaba el plazo.
fn leer_hasta(stream: &mut &TcpStream, buffer: &mut [u8], hasta: Instant) -> io::Result<Option<usize>> {
    todo!("lee de {stream:?} en {buffer:?} sin pasar de {hasta:?}")
}

/// Qué se contesta a una petición entera.
fn responder(cabeceras: &[u8]) -> String {
    todo!("elige la respuesta para {cabeceras:?}; la buena lleva {PAGINA:?}")
}

/// Una respuesta completa. `Content-Length` cuenta bytes: «¡» son dos.
fn respuesta(estado: &str, cabeceras: &str, cuerpo: &str) -> String {
    todo!("escribe una respuesta con {estado}, {cabeceras:?} y {cuerpo:?}")
}

/// Cierra nuestro lado y tira lo que aún llegue. Cerrar con bytes sin leer hace que el sistema corte de golpe (RST),
/// y ese corte puede llevarse por delante la respuesta antes de que el navegador la lea.
fn despedirse(stream: &TcpStream, hasta: Instant) -> io::Result<()> {
    todo!("cierra tu lado de {stream:?} y tira lo que llegue hasta {hasta:?}")
}
