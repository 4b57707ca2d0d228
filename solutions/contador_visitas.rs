//! Solución de `contador_visitas`: dos cuentas para todos los hilos. El enunciado está en `exercises/contador_visitas.rs`.
//!
//! La idea: las cuentas viven una sola vez, detrás de un cerrojo, y cada hilo las mira en el momento, deprisa. El cerrojo
//! nunca está echado mientras se habla por la red.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

fn main() -> ExitCode {
    let Some(direccion) = env::args().nth(1) else {
        eprintln!("uso: contador_visitas IP:PUERTO");
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

/// Lo que comparten todos los hilos.
struct Cuentas {
    /// Cuántas visitas ha habido desde el principio.
    visitas: u64,
    /// Cuántas siguen conectadas.
    ahora: u64,
}

/// Da un hilo a cada visita. Quien acepta no espera por nadie.
fn servir(listener: &TcpListener) {
    let cuentas = Arc::new(Mutex::new(Cuentas { visitas: 0, ahora: 0 }));
    for stream in listener.incoming() {
        // `clone` de un `Arc` no copia las cuentas: es otra mano en las mismas.
        let cuentas = Arc::clone(&cuentas);
        let hilo = stream.and_then(|stream| thread::Builder::new().spawn(move || recibir_visita(&stream, &cuentas)));
        if let Err(error) = hilo {
            eprintln!("no he podido atender a una visita ({:?})", error.kind());
        }
    }
}

/// Apunta una visita, la atiende y, acabe como acabe, apunta que se ha ido.
fn recibir_visita(stream: &TcpStream, cuentas: &Mutex<Cuentas>) {
    let numero = llega(cuentas);
    // Con un `?` aquí, quien cortara de golpe contaría como conectado para siempre.
    if let Err(error) = atender(stream, numero, cuentas) {
        eprintln!("la visita {numero} se ha ido a medias ({:?})", error.kind());
    }
    se_va(cuentas);
}

/// Una visita más. Devuelve su número.
fn llega(cuentas: &Mutex<Cuentas>) -> u64 {
    // Leer y sumar, con el mismo cerrojo echado: si se soltara en medio, dos visitas podrían llevarse el mismo número.
    let mut cuentas = mirar(cuentas);
    cuentas.visitas += 1;
    cuentas.ahora += 1;
    cuentas.visitas
}

/// Una visita que ya no está.
fn se_va(cuentas: &Mutex<Cuentas>) {
    mirar(cuentas).ahora -= 1;
}

/// Saluda y contesta a cada línea con las cuentas de ese momento, hasta que el cliente cierra. Sin plazo: quien calla, o
/// no lee, solo ocupa su propio hilo.
fn atender(mut stream: &TcpStream, numero: u64, cuentas: &Mutex<Cuentas>) -> io::Result<()> {
    stream.write_all(format!("eres la visita {numero}\n").as_bytes())?;
    let mut lector = BufReader::new(stream);
    // Lo que diga la línea no importa, así que no se guarda: solo se busca dónde acaba.
    while lector.skip_until(b'\n')? > 0 {
        let dicho = resumen(cuentas);
        stream.write_all(dicho.as_bytes())?;
    }
    Ok(())
}

/// Las dos cuentas, en una línea. El cerrojo se suelta al salir: escribirla en la red ya es cosa de otro.
fn resumen(cuentas: &Mutex<Cuentas>) -> String {
    let cuentas = mirar(cuentas);
    format!("visitas {}, ahora {}\n", cuentas.visitas, cuentas.ahora)
}

/// Echa el cerrojo. Si algún hilo murió con él echado, las cuentas siguen valiendo.
fn mirar(cuentas: &Mutex<Cuentas>) -> MutexGuard<'_, Cuentas> {
    cuentas.lock().unwrap_or_else(PoisonError::into_inner)
}
