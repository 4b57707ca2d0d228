//! Solución de `inventario_servidor`: informes en JSON, uno a uno y comprobados. El enunciado está en
//! `exercises/inventario_servidor.rs`.
//!
//! La idea: el marco y su contenido son dos cosas. Si lo roto es el contenido, se sabe dónde empieza el marco siguiente y
//! se puede seguir; si lo que no vale es la longitud, ya no, y hay que colgar.

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
    let listener = TcpListener::bind(direccion)?;
    println!("escuchando en {}", listener.local_addr()?);
    Ok(listener)
}

/// Atiende a cada cliente en su hilo: el que calla, que puede pasar así horas, solo hace esperar al suyo.
fn servir(listener: &TcpListener) {
    for stream in listener.incoming() {
        let hilo = stream.and_then(|stream| {
            thread::Builder::new().spawn(move || {
                if let Err(fallo) = atender(&stream) {
                    eprintln!("{fallo}");
                }
            })
        });
        if let Err(error) = hilo {
            eprintln!("no he podido atender a un cliente ({:?})", error.kind());
        }
    }
}

/// Acusa recibo de cada informe, en orden y en cuanto llega. Uno malo se rechaza, y se sigue.
fn atender(mut stream: &TcpStream) -> Result<(), String> {
    loop {
        let entendido = match leer_marco(&mut stream)? {
            Llegada::Cuerpo(cuerpo) => entender(&cuerpo),
            Llegada::Demasiado(longitud) => {
                acusar(&mut stream, false)?;
                return Err(format!("un cliente anuncia {longitud} bytes y el máximo es {MAXIMO}"));
            }
            Llegada::Fin => return Ok(()),
        };
        match &entendido {
            Ok(linea) => println!("{linea}"),
            Err(motivo) => eprintln!("informe rechazado: {motivo}"),
        }
        acusar(&mut stream, entendido.is_ok())?;
    }
}

/// Lee un marco entero. La longitud se comprueba antes de reservar nada.
fn leer_marco(lector: &mut impl Read) -> Result<Llegada, String> {
    let mut cabecera = [0; CABECERA];
    match llenar(lector, &mut cabecera).map_err(en_palabras)? {
        0 => return Ok(Llegada::Fin),
        CABECERA => {}
        leidos => return Err(format!("un cliente ha cerrado: faltaban {} bytes de cabecera", CABECERA - leidos)),
    }
    let longitud = u32::from_be_bytes(cabecera) as usize;
    if longitud > MAXIMO {
        return Ok(Llegada::Demasiado(longitud));
    }
    let mut cuerpo = vec![0; longitud];
    let leidos = llenar(lector, &mut cuerpo).map_err(en_palabras)?;
    if leidos < longitud {
        return Err(format!("un cliente ha cerrado: faltaban {} bytes de su informe", longitud - leidos));
    }
    Ok(Llegada::Cuerpo(cuerpo))
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

/// La línea que se enseña de un informe, o por qué eso no es un informe.
fn entender(cuerpo: &[u8]) -> Result<String, String> {
    // `from_slice` también rechaza lo que no es UTF-8, lo que sobra detrás y lo que está anidado sin fin.
    let informe: Informe = serde_json::from_slice(cuerpo).map_err(|error| match error.classify() {
        Category::Data => "es JSON, pero no los tres textos de un informe".to_string(),
        _ => format!("no es JSON a partir del byte {}", error.column()),
    })?;
    Ok([&informe.fecha, &informe.nombre, &informe.version].map(|valor| visible(valor)).join(" | "))
}

/// Un texto ajeno, en una sola línea y sin nada que mande sobre la terminal.
fn visible(texto: &str) -> String {
    texto.chars().map(|letra| if letra.is_control() { '·' } else { letra }).collect()
}

/// Contesta a un marco con otro, de una vez.
fn acusar(escritor: &mut impl Write, recibido: bool) -> Result<(), String> {
    let cuerpo = serde_json::to_vec(&Acuse { recibido }).map_err(|_| "no puedo escribir el acuse en JSON")?;
    let mut marco = Vec::with_capacity(CABECERA + cuerpo.len());
    marco.extend_from_slice(&(cuerpo.len() as u32).to_be_bytes());
    marco.extend_from_slice(&cuerpo);
    escritor.write_all(&marco).map_err(en_palabras)
}

/// Qué le ha pasado a una conexión.
fn en_palabras(error: io::Error) -> String {
    format!("un cliente se ha ido a medias ({:?})", error.kind())
}
