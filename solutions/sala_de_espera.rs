//! Solución de `sala_de_espera`: nadie pasa hasta que están todos. El enunciado está en `exercises/sala_de_espera.rs`.
//!
//! La idea: cada hilo duerme en una `Condvar` hasta que su tanda se completa o su cliente se va. Un aviso solo dice «algo
//! ha cambiado»: al despertar se vuelve a mirar.

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

fn main() -> ExitCode {
    let aforo = env::args().nth(2).and_then(|aforo| aforo.parse().ok()).filter(|aforo| *aforo > 0);
    let (Some(direccion), Some(aforo)) = (env::args().nth(1), aforo) else {
        eprintln!("uso: sala_de_espera IP:PUERTO N   (N, de 1 en adelante)");
        return ExitCode::from(2);
    };
    match escuchar(&direccion) {
        Ok(listener) => servir(&listener, aforo),
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

/// La sala, que comparten todos los hilos.
struct Sala {
    /// Con cuántos se abre.
    aforo: usize,
    estado: Mutex<Estado>,
    /// «Algo ha cambiado»: se ha completado una tanda, o se ha ido alguien.
    cambio: Condvar,
}

/// Quién está dentro.
struct Estado {
    /// Cuántas tandas se han completado. Solo crece: lo que alguien espera no puede deshacerse antes de que lo mire.
    tanda: u64,
    /// Los que esperan, por su número.
    dentro: Vec<u64>,
    /// El número que se llevará el siguiente.
    siguiente: u64,
}

/// Lo que se lleva quien entra.
struct Turno {
    numero: u64,
    tanda: u64,
    faltan: usize,
}

/// Da un hilo a cada cliente.
fn servir(listener: &TcpListener, aforo: usize) {
    let estado = Mutex::new(Estado { tanda: 0, dentro: Vec::new(), siguiente: 0 });
    let sala = Arc::new(Sala { aforo, estado, cambio: Condvar::new() });
    for stream in listener.incoming() {
        let sala = Arc::clone(&sala);
        let hilo = stream.and_then(|stream| thread::Builder::new().spawn(move || recibir(&stream, &sala)));
        if let Err(error) = hilo {
            eprintln!("no he podido atender a un cliente ({:?})", error.kind());
        }
    }
}

/// Un cliente, de principio a fin, con dos hilos: uno espera a que la sala se llene y el otro, a que el cliente se vaya.
fn recibir(stream: &TcpStream, sala: &Sala) {
    let turno = entrar(sala);
    thread::scope(|hilos| {
        hilos.spawn(|| {
            esperar_a_que_se_vaya(stream);
            salir(sala, &turno);
        });
        if let Err(error) = atender(stream, &turno, sala) {
            eprintln!("un cliente se ha ido sin esperar ({:?})", error.kind());
        }
        // «No te diré nada más». El otro hilo sigue leyendo, así que nada se queda sin leer al cerrar.
        let _ = stream.shutdown(Shutdown::Write);
    });
}

/// Le dice cuántos faltan y, si no se va antes, le avisa cuando están todos.
fn atender(mut stream: &TcpStream, turno: &Turno, sala: &Sala) -> io::Result<()> {
    stream.write_all(format!("faltan {}\n", turno.faltan).as_bytes())?;
    if esperar(sala, turno) {
        stream.write_all("¡adelante!\n".as_bytes())?;
    }
    Ok(())
}

/// Entra en la sala. Si con él se llena, la vacía para los siguientes y avisa a todos los que esperaban.
fn entrar(sala: &Sala) -> Turno {
    let mut estado = mirar(sala);
    let turno = Turno { numero: estado.siguiente, tanda: estado.tanda, faltan: sala.aforo - estado.dentro.len() - 1 };
    estado.siguiente += 1;
    estado.dentro.push(turno.numero);
    if turno.faltan == 0 {
        estado.dentro.clear();
        estado.tanda += 1;
        // `notify_one` despertaría a uno solo, y esperan todos.
        sala.cambio.notify_all();
    }
    turno
}

/// Duerme hasta que la tanda de ese turno está completa (`true`) o su cliente se ha ido (`false`).
fn esperar(sala: &Sala, turno: &Turno) -> bool {
    // `wait_while` mira antes de dormir y cada vez que despierta, siempre con el cerrojo echado: entre mirar y dormir no
    // hay un hueco en el que perderse el aviso.
    let sigue_esperando = |estado: &mut Estado| estado.tanda == turno.tanda && estado.dentro.contains(&turno.numero);
    let estado = sala.cambio.wait_while(mirar(sala), sigue_esperando).unwrap_or_else(PoisonError::into_inner);
    estado.tanda != turno.tanda
}

/// Lee y tira lo que diga el cliente, hasta que se despide (un 0) o falla. Sin plazo: puede esperar lo que quiera.
fn esperar_a_que_se_vaya(mut stream: &TcpStream) {
    let mut basura = [0; 1024];
    while stream.read(&mut basura).is_ok_and(|leidos| leidos > 0) {}
}

/// Deja libre su sitio, si aún lo tenía, y despierta a su otro hilo.
fn salir(sala: &Sala, turno: &Turno) {
    mirar(sala).dentro.retain(|numero| *numero != turno.numero);
    sala.cambio.notify_all();
}

/// Echa el cerrojo. Si algún hilo murió con él echado, lo que hay dentro sigue valiendo.
fn mirar(sala: &Sala) -> MutexGuard<'_, Estado> {
    sala.estado.lock().unwrap_or_else(PoisonError::into_inner)
}
