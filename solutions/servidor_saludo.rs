//! Solución de `servidor_saludo`: saluda a cada cliente y cierra. El enunciado está en `exercises/servidor_saludo.rs`.
//!
//! La idea: `bind` abre el puerto, `accept` entrega un cliente cada vez, y lo que le pase a uno no detiene a los demás.

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
    let listener = TcpListener::bind(direccion)?;
    // No vale repetir `direccion`: con el puerto 0 elige el sistema, y solo él sabe cuál ha dado.
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Saluda a un cliente detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener) {
    for stream in listener.incoming() {
        // Con un `?` aquí, el primer cliente que se fuera antes de tiempo acabaría con el servidor.
        if let Err(error) = stream.and_then(saludar) {
            eprintln!("un cliente se ha ido sin su saludo ({:?})", error.kind());
        }
    }
}

/// Envía el saludo. Al terminar, `stream` se destruye y con él se cierra la conexión.
fn saludar(mut stream: TcpStream) -> io::Result<()> {
    // `write_all` insiste hasta entregarlo todo; `write` a secas puede quedarse corto.
    stream.write_all(SALUDO.as_bytes())
}
