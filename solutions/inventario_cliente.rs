//! Solución de `inventario_cliente`: un informe en JSON y su acuse. El enunciado está en `exercises/inventario_cliente.rs`.
//!
//! La idea: el JSON lo escribe quien sabe escribirlo, que es `serde`, y un informe no está entregado hasta que el otro
//! lado lo dice. El plazo es para el acuse entero: si fuera para cada lectura, un byte por segundo lo renovaría siempre.

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
    let informe = leer_informe()?;
    let cuerpo = serde_json::to_vec(&informe).map_err(|_| "no puedo escribir el informe en JSON")?;
    if cuerpo.len() > MAXIMO {
        return Err(format!("el informe ocupa {} bytes y el máximo es {MAXIMO}", cuerpo.len()));
    }
    let stream =
        conectar(direccion).map_err(|error| format!("no he podido conectar con {direccion} ({:?})", error.kind()))?;
    escribir_marco(&mut &stream, &cuerpo)
        .map_err(|error| format!("no he podido enviar el informe a {direccion} ({:?})", error.kind()))?;
    let acuse = leer_acuse(&stream)?;
    if acuse.recibido { Ok(()) } else { Err(format!("{direccion} no ha aceptado el informe")) }
}

/// Las tres líneas de la entrada, sin sus saltos.
fn leer_informe() -> Result<Informe, String> {
    let mut lineas = io::stdin().lines();
    let mut linea = |que: &str| match lineas.next() {
        Some(Ok(linea)) => Ok(linea),
        Some(Err(error)) => Err(format!("no puedo leer {que} ({:?})", error.kind())),
        None => Err(format!("falta {que} en la entrada")),
    };
    Ok(Informe { fecha: linea("la fecha")?, nombre: linea("el nombre")?, version: linea("la versión")? })
}

/// Conecta y pone un plazo a los envíos; el de las lecturas depende de cuánto quede.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let stream = TcpStream::connect_timeout(&direccion, PLAZO)?;
    stream.set_write_timeout(Some(PLAZO))?;
    Ok(stream)
}

/// Escribe un marco de una vez: cabecera y cuerpo juntos.
fn escribir_marco(escritor: &mut impl Write, cuerpo: &[u8]) -> io::Result<()> {
    let longitud = u32::try_from(cuerpo.len()).map_err(|_| ErrorKind::InvalidInput)?;
    let mut marco = Vec::with_capacity(CABECERA + cuerpo.len());
    marco.extend_from_slice(&longitud.to_be_bytes());
    marco.extend_from_slice(cuerpo);
    escritor.write_all(&marco)
}

/// Lee el marco del acuse, entero y a tiempo, y lo entiende.
fn leer_acuse(stream: &TcpStream) -> Result<Acuse, String> {
    let hasta = Instant::now() + PLAZO;
    let mut cabecera = [0; CABECERA];
    llenar(stream, &mut cabecera, hasta).map_err(sin_acuse)?;
    let longitud = u32::from_be_bytes(cabecera) as usize;
    if longitud > MAXIMO {
        return Err(format!("el acuse anuncia {longitud} bytes y el máximo es {MAXIMO}"));
    }
    let mut cuerpo = vec![0; longitud];
    llenar(stream, &mut cuerpo, hasta).map_err(sin_acuse)?;
    serde_json::from_slice(&cuerpo)
        .map_err(|error| format!("no entiendo el acuse: algo falla en su byte {}", error.column()))
}

/// Lee hasta llenar `buffer`, con lo que quede de plazo en cada lectura.
fn llenar(mut stream: &TcpStream, buffer: &mut [u8], hasta: Instant) -> io::Result<()> {
    let mut llenos = 0;
    while llenos < buffer.len() {
        let queda = hasta.saturating_duration_since(Instant::now());
        if queda.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(queda))?;
        match stream.read(&mut buffer[llenos..]) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => llenos += leidos,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Por qué no hay acuse.
fn sin_acuse(error: io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "el servidor ha cerrado antes del acuse: no sé si tiene el informe".to_string(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => format!("en {PLAZO:?} no ha llegado el acuse entero"),
        otro => format!("se ha cortado antes del acuse ({otro:?})"),
    }
}
