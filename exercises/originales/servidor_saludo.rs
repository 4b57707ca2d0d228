//! Reto de la lección 1 · `servidor_saludo`: un servidor que saluda a cada cliente y cierra.
//!
//! A cada cliente que se conecta le envía exactamente estos 32 bytes §1, y cierra la conexión §2:
//!
//! ```text
//! Hola, ¡gracias por conectarte!␊        (␊ es el salto de línea, 0a; «¡» son dos bytes, c2 a1)
//! ```
//!
//! No espera a que el cliente diga nada: hay quien se conecta solo para escuchar §3. A quien dice algo lo saluda
//! igual §4. Entre que le toca y su saludo puede pasar un segundo, no más (a partir de 1,5 es tarde) §5. Basta con
//! atender de uno en uno, por orden; pero quien ya tiene su saludo y no se va no hace esperar a los que han llegado
//! detrás §6.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §7. El puerto 0 es «el que esté
//!   libre» §8.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §9. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §10; si no puede escuchar, con código 1 §11; siempre con una línea en
//!   stderr §12.
//! - No termina nunca por su cuenta §13, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los siguientes §14. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:    cargo run -p exercises --bin servidor_saludo 127.0.0.1:8081
//! y en otra:   nc 127.0.0.1 8081

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

use std::env;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

/// Lo que recibe cada cliente: 30 letras y un salto de línea, pero 32 bytes, porque «¡» ocupa dos en UTF-8.
const SALUDO: &str = "Hola, ¡gracias por conectarte!\n";

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: servidor_saludo IP:PUERTO");
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

/// Saluda a un cliente detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener) {
    todo!("acepta clientes de {listener:?} uno detrás de otro; si con uno falla algo, dilo y sigue")
}

/// Envía el saludo. Al terminar, `stream` se destruye y con él se cierra la conexión.
fn saludar(stream: TcpStream) -> io::Result<()> {
    todo!("envía {SALUDO:?} entero por {stream:?}")
}
