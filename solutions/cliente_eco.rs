//! Solución de `cliente_eco`: envía su entrada y comprueba el eco. El enunciado está en `exercises/cliente_eco.rs`.
//!
//! La idea: enviar y recibir a la vez. Quien lo envía todo antes de leer se bloquea con mensajes grandes: el servidor
//! deja de leer mientras nadie recoge su eco, y los dos esperan para siempre.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Cuánto se espera sin que se mueva un solo byte. En casa sobra; a un servidor lejano habría que darle más.
const PLAZO: Duration = Duration::from_secs(2);
/// Lo que se pide en cada lectura. No es el tamaño de un mensaje: TCP no tiene mensajes.
const BUFFER: usize = 64 * 1024;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: cliente_eco IP:PUERTO");
        return ExitCode::from(2);
    };
    match pedir_eco(&direccion) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fallo) => {
            eprintln!("error: {fallo}");
            ExitCode::FAILURE
        }
    }
}

/// Lee la entrada, conecta y conversa. Si algo falla, devuelve una frase.
fn pedir_eco(direccion: &str) -> Result<(), String> {
    let mut mensaje = Vec::new();
    io::stdin().read_to_end(&mut mensaje).map_err(|error| format!("no puedo leer la entrada ({:?})", error.kind()))?;
    let stream =
        conectar(direccion).map_err(|error| format!("no he podido conectar con {direccion} ({:?})", error.kind()))?;
    thread::scope(|hilos| {
        let envio = hilos.spawn(|| enviar(&stream, &mensaje));
        let eco = recibir(&stream, &mensaje, &mut io::stdout());
        if eco.is_err() {
            // Si ya no hay eco que esperar, tampoco hay que seguir enviando.
            let _ = stream.shutdown(Shutdown::Both);
        }
        let enviado = envio.join().map_err(|_| "el hilo que envía se ha roto".to_string())?;
        // Cuando fallan los dos, lo que cuenta la causa es lo que se ha dejado de recibir.
        eco?;
        enviado.map_err(|error| format!("no he podido enviarlo todo a {direccion} ({:?})", error.kind()))
    })
}

/// Conecta y pone los plazos: ninguna espera de este programa es eterna.
fn conectar(direccion: &str) -> io::Result<TcpStream> {
    let direccion: SocketAddr = direccion.parse().map_err(|_| ErrorKind::InvalidInput)?;
    let stream = TcpStream::connect_timeout(&direccion, PLAZO)?;
    stream.set_read_timeout(Some(PLAZO))?;
    stream.set_write_timeout(Some(PLAZO))?;
    Ok(stream)
}

/// Envía el mensaje entero y se despide: el servidor sabrá que no hay más, y aún podrá contestar.
fn enviar(mut stream: &TcpStream, mensaje: &[u8]) -> io::Result<()> {
    stream.write_all(mensaje)?;
    stream.shutdown(Shutdown::Write)
}

/// Escribe en `salida` lo que vuelve, mientras coincida con `mensaje`, hasta que el servidor cierra.
fn recibir(mut stream: &TcpStream, mensaje: &[u8], salida: &mut impl Write) -> Result<(), String> {
    let mut buffer = vec![0; BUFFER];
    let mut falta = mensaje;
    loop {
        let leidos = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(leidos) => leidos,
            // Una señal del sistema ha despertado la lectura sin traer nada: se repite.
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(format!("se ha cortado con {} bytes de eco por llegar ({:?})", falta.len(), error.kind()));
            }
        };
        salida
            .write_all(&buffer[..leidos])
            .and_then(|()| salida.flush())
            .map_err(|error| format!("no puedo escribir el eco ({:?})", error.kind()))?;
        falta = falta.strip_prefix(&buffer[..leidos]).ok_or("lo que ha vuelto no es lo que he enviado")?;
    }
    if falta.is_empty() {
        Ok(())
    } else {
        Err(format!("el servidor ha cerrado y faltaban {} bytes de eco", falta.len()))
    }
}
