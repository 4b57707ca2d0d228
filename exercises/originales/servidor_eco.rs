//! Reto de la lección 2 · `servidor_eco`: devuelve a cada cliente lo que ese cliente le envía.
//!
//! Devuelve cada byte que llega, tal cual y en cuanto llega: un byte, una imagen o 64 MiB, sin gastar más memoria por ello.
//! Cuando el cliente cierra su lado (`read` devuelve 0), termina de devolverle lo que falte y cierra la conexión.
//! No dice nada por su cuenta. Atiende de uno en uno, por orden: quien llega mientras hay otro espera su turno.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO`. El puerto 0 es «el que esté libre».
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2; si no puede escuchar, con código 1; siempre con una línea en stderr.
//! - No termina nunca por su cuenta, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) se cuenta en
//!   stderr y no impide atender a los siguientes.
//!
//! Pruébalo:    cargo run -p exercises --bin servidor_eco 127.0.0.1:8081
//! y en otra:   cargo run --bin leccion2 -- cliente "¡Hola!"

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

/// Lo que se pide en cada lectura, y toda la memoria que gasta un cliente, envíe lo que envíe.
const BUFFER: usize = 64 * 1024;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_eco IP:PUERTO");
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

/// Devuelve a un cliente todo lo que envía, hasta que se despide.
fn devolver(stream: TcpStream) -> io::Result<()> {
    todo!("devuelve por {stream:?} lo que llegue, leyendo de {BUFFER} en {BUFFER} bytes como mucho")
}
