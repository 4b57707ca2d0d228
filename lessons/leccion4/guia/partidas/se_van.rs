//! Un servidor que cuenta: cuántas visitas van, y cuántas hay ahora. Con la cuenta de ahora, se vaya como se vaya cada una.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

#[derive(Default)]
struct Cuentas {
    visitas: u64,
    ahora: u64,
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:2065")?;
    println!("escuchando en {}", listener.local_addr()?);
    let cuentas = Arc::new(Mutex::new(Cuentas::default()));
    loop {
        let (stream, _) = listener.accept()?;
        let suyas = Arc::clone(&cuentas);
        thread::spawn(move || {
            if let Err(error) = atender(&stream, &suyas) {
                println!("una visita se corta: {error}");
            }
            tomar(&suyas).ahora -= 1;
        });
    }
}

/// Una visita: el saludo, y las cuentas por cada línea que diga.
fn atender(mut stream: &TcpStream, cuentas: &Mutex<Cuentas>) -> io::Result<()> {
    let numero = entrar(cuentas);
    stream.write_all(format!("eres la visita {numero}\n").as_bytes())?;
    let mut lector = BufReader::new(stream);
    while lector.read_line(&mut String::new())? > 0 {
        let respuesta = contar(cuentas);
        stream.write_all(respuesta.as_bytes())?;
    }
    Ok(())
}

/// Una visita más. Devuelve su número.
fn entrar(cuentas: &Mutex<Cuentas>) -> u64 {
    let mut cuentas = tomar(cuentas);
    cuentas.visitas += 1;
    cuentas.ahora += 1;
    cuentas.visitas
}

fn contar(cuentas: &Mutex<Cuentas>) -> String {
    let Cuentas { visitas, ahora } = &*tomar(cuentas);
    format!("visitas {visitas}, ahora {ahora}\n")
}

/// Echa el cerrojo.
fn tomar(cuentas: &Mutex<Cuentas>) -> MutexGuard<'_, Cuentas> {
    cuentas.lock().unwrap_or_else(|error| error.into_inner())
}
