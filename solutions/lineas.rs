//! Solución de `lineas`: devuelve cada línea del revés. El enunciado está en `exercises/lineas.rs`.
//!
//! La idea: en un flujo no hay mensajes, así que los separa un `\n`; se acumula hasta verlo, y solo entonces se entiende.

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
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Atiende a un cliente detrás de otro, sin terminar nunca.
fn servir(listener: &TcpListener) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| atender(&stream)) {
            eprintln!("un cliente se ha ido a medias ({:?})", error.kind());
        }
    }
}

/// Contesta a cada línea de un cliente, en orden y en cuanto llega.
fn atender(mut stream: &TcpStream) -> io::Result<()> {
    // Un solo `BufReader` por conexión: lo que ya ha leído de más es el principio de la línea siguiente, y se perdería.
    let mut lector = BufReader::new(stream);
    while let Some(linea) = leer_linea(&mut lector)? {
        // De una vez: dos escrituras pequeñas serían dos paquetes, y el segundo podría esperar.
        stream.write_all(contestar(linea).as_bytes())?;
    }
    Ok(())
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
    let mut bytes = Vec::new();
    let con_final = MAXIMO + "\r\n".len();
    // `take` pone el límite antes de reservar memoria, no después.
    let leidos = lector.by_ref().take(con_final as u64).read_until(b'\n', &mut bytes)?;
    if leidos == 0 {
        return Ok(None);
    }
    if let Some(sin_salto) = bytes.strip_suffix(b"\n") {
        // Windows y telnet acaban las líneas con «\r\n».
        let sin_final = sin_salto.strip_suffix(b"\r").unwrap_or(sin_salto).len();
        bytes.truncate(sin_final);
    } else if leidos == con_final {
        lector.skip_until(b'\n')?;
        return Ok(Some(Linea::Larga));
    }
    // Si no había «\n» es la última línea, a la que nadie puso final: también cuenta.
    Ok(Some(if bytes.len() > MAXIMO { Linea::Larga } else { Linea::Entera(bytes) }))
}

/// Lo que se contesta a una línea, con su final.
fn contestar(linea: Linea) -> String {
    let Linea::Entera(bytes) = linea else {
        return format!("error: la línea pasa de {MAXIMO} bytes\n");
    };
    // Se decodifica la línea entera: un trozo podría acabar en mitad de una «ñ».
    match String::from_utf8(bytes) {
        Ok(texto) => texto.chars().rev().chain(['\n']).collect(),
        Err(_) => "error: la línea no es UTF-8\n".to_string(),
    }
}
