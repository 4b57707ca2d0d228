//! Solución de `servidor_eco`: devuelve lo que recibe. El enunciado está en `exercises/servidor_eco.rs`.
//!
//! La idea: leer lo que haya, devolver exactamente eso, y repetir hasta la despedida del cliente.

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
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Atiende a un cliente detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(devolver) {
            eprintln!("un cliente se ha ido a medias ({:?})", error.kind());
        }
    }
}

/// Devuelve a un cliente todo lo que envía, hasta que se despide.
fn devolver(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        // Sin plazo: un cliente puede pensar lo que quiera entre mensaje y mensaje. El precio es que los demás
        // esperan su turno; eso lo arreglan los hilos de la lección 4.
        let leidos = stream.read(&mut buffer)?;
        if leidos == 0 {
            // El cliente no enviará más, pero quizá siga leyendo: todo su eco ya está en camino.
            return Ok(());
        }
        // Solo lo leído: el resto del búfer guarda restos de otras vueltas.
        stream.write_all(&buffer[..leidos])?;
    }
}
