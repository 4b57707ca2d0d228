//! Solución de `marco_longitud`: mensajes con su longitud delante. El enunciado está en `exercises/marco_longitud.rs`.
//!
//! La idea: cuatro bytes dicen cuántos vienen después. No se reserva memoria hasta dar esa cifra por buena, y un final a
//! mitad de marco no es un adiós: es un error que dice cuánto faltaba.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

/// El cuerpo más largo que se acepta: 1 MiB. La cabecera puede pedir 4 GiB, y cualquiera puede escribirla.
const MAXIMO: usize = 1024 * 1024;
/// La longitud viaja como un entero de 32 bits con el byte de más peso delante.
const CABECERA: usize = 4;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: marco_longitud IP:PUERTO");
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
        if let Err(fallo) = stream.map_err(en_palabras).and_then(|stream| atender(&stream)) {
            eprintln!("{fallo}");
        }
    }
}

/// Contesta a cada marco con su cuerpo del revés, en orden y en cuanto llega.
fn atender(mut stream: &TcpStream) -> Result<(), String> {
    while let Some(mut cuerpo) = leer_marco(&mut stream)? {
        cuerpo.reverse();
        escribir_marco(&mut stream, &cuerpo).map_err(en_palabras)?;
    }
    Ok(())
}

/// Lee un marco entero. `None` si el cliente ha terminado justo entre dos marcos, que es como se termina bien.
fn leer_marco(lector: &mut impl Read) -> Result<Option<Vec<u8>>, String> {
    let mut cabecera = [0; CABECERA];
    match llenar(lector, &mut cabecera).map_err(en_palabras)? {
        0 => return Ok(None),
        CABECERA => {}
        leidos => {
            return Err(format!("un cliente ha cerrado a mitad de cabecera: faltaban {} bytes", CABECERA - leidos));
        }
    }
    let longitud = u32::from_be_bytes(cabecera) as usize;
    if longitud > MAXIMO {
        return Err(format!("un cliente anuncia {longitud} bytes y el máximo es {MAXIMO}"));
    }
    let mut cuerpo = vec![0; longitud];
    let leidos = llenar(lector, &mut cuerpo).map_err(en_palabras)?;
    if leidos < longitud {
        return Err(format!("un cliente ha cerrado a mitad de marco: faltaban {} bytes", longitud - leidos));
    }
    Ok(Some(cuerpo))
}

/// Lee hasta llenar `buffer` o hasta que se acabe el flujo. Devuelve cuántos bytes han llegado.
fn llenar(lector: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut llenos = 0;
    while llenos < buffer.len() {
        match lector.read(&mut buffer[llenos..]) {
            Ok(0) => break,
            Ok(leidos) => llenos += leidos,
            // Una señal del sistema ha despertado la lectura sin traer nada: se repite.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(llenos)
}

/// Escribe un marco de una vez: cabecera y cuerpo juntos.
fn escribir_marco(escritor: &mut impl Write, cuerpo: &[u8]) -> io::Result<()> {
    let longitud = u32::try_from(cuerpo.len()).map_err(|_| ErrorKind::InvalidInput)?;
    let mut marco = Vec::with_capacity(CABECERA + cuerpo.len());
    marco.extend_from_slice(&longitud.to_be_bytes());
    marco.extend_from_slice(cuerpo);
    escritor.write_all(&marco)
}

/// Qué le ha pasado a una conexión.
fn en_palabras(error: io::Error) -> String {
    format!("un cliente se ha ido a medias ({:?})", error.kind())
}
