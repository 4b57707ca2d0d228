//! Reto de la lección 2 · `servidor_eco`: devuelve a cada cliente lo que ese cliente le envía.
//!
//! Devuelve cada byte que llega, tal cual, sea el que sea §1, y en cuanto llega §2: un byte §3, una imagen o 64 MiB §4,
//! sin gastar más memoria por ello §5. A quien tarda en recoger su eco lo espera, sin perder nada §6. Cuando el cliente
//! cierra su lado (`read` devuelve 0), termina de devolverle lo que falte §7 y cierra la conexión §8. No dice nada por
//! su cuenta §9. Basta con atender de uno en uno, por orden: quien llega mientras hay otro espera su turno.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §10. El puerto 0 es «el que esté
//!   libre» §11.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §12. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §13; si no puede escuchar, con código 1 §14; siempre con una línea en
//!   stderr §15.
//! - No termina nunca por su cuenta §16, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los siguientes §17. Lo suyo es contarlo en stderr, pero eso no se comprueba.
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
