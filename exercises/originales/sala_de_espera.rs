//! Reto de la lección 4 · `sala_de_espera`: los clientes esperan hasta que son N, y entonces pasan todos a la vez.
//!
//! A cada cliente que llega le dice enseguida, en una línea acabada en `\n`, cuántos faltan después de él §1; y solo
//! cuando la sala está completa §2, a cada uno de los N §3 le envía otra línea y le cierra §4. Así la ve, con N = 3,
//! cada uno de los tres:
//!
//! ```text
//! el primero               el segundo               el tercero
//! faltan 2                 faltan 1                 faltan 0
//! ¡adelante!               ¡adelante!               ¡adelante!          (y los tres, en cuanto llega el tercero)
//! ```
//!
//! - La sala queda vacía para la tanda siguiente: el cuarto recibe `faltan 2` §5. No hace falta que los de antes se
//!   hayan ido §6.
//! - Quien cierra su lado §7 o corta §8 mientras espera ya no cuenta: deja libre su sitio, y el servidor le cierra sin
//!   decirle nada más §9. A los que esperan no se les dice nada nuevo §10. De quien se ha ido no queda nada
//!   abierto §11.
//! - Mientras espera, un cliente puede decir lo que quiera: se lee y se tira §12.
//! - Nadie espera por nadie: a cada uno se le contesta al llegar, aunque los demás callen §13, y se espera lo que haga
//!   falta, sin echar a nadie §14. Y pueden llegar muchos a la vez §15.
//! - Esperar no gasta procesador, haya uno o más esperando §16: los hilos duermen hasta que algo cambia.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` (el puerto 0 es
//!   «el que esté libre») §17, y en el segundo, N: de 1 en adelante §18.
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §19. Después puede
//!   escribir lo que quiera.
//! - Si falta un argumento o N no es un número de 1 en adelante, acaba con código 2 §20; si no puede escuchar, con
//!   código 1 §21; siempre con una línea en stderr §22.
//! - No termina nunca por su cuenta §23, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los demás §24. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:          cargo run -p exercises --bin sala_de_espera 127.0.0.1:2065 3
//! y en otras tres:   nc 127.0.0.1 2065

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

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
    todo!("abre {direccion} y di en stdout dónde escuchas")
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
    todo!("crea una sala para {aforo}, acepta clientes de {listener:?} y da un hilo a cada uno")
}

/// Un cliente, de principio a fin, con dos hilos: uno espera a que la sala se llene y el otro, a que el cliente se vaya.
fn recibir(stream: &TcpStream, sala: &Sala) {
    let _ = sala;
    todo!("da un turno a {stream:?}, atiéndelo en este hilo y, en otro, espera a que se vaya")
}

/// Le dice cuántos faltan y, si no se va antes, le avisa cuando están todos.
fn atender(stream: &TcpStream, turno: &Turno, sala: &Sala) -> io::Result<()> {
    let _ = (turno, sala);
    todo!("di por {stream:?} cuántos faltan, espera y di «¡adelante!»")
}

/// Entra en la sala. Si con él se llena, la vacía para los siguientes y avisa a todos los que esperaban.
fn entrar(sala: &Sala) -> Turno {
    let _ = sala;
    todo!("ocupa un sitio; si era el último, vacía la sala, cuenta una tanda más y avisa a todos")
}

/// Duerme hasta que la tanda de ese turno está completa (`true`) o su cliente se ha ido (`false`).
fn esperar(sala: &Sala, turno: &Turno) -> bool {
    let _ = (sala, turno);
    todo!("duerme mientras siga dentro y su tanda no esté completa")
}

/// Lee y tira lo que diga el cliente, hasta que se despide (un 0) o falla. Sin plazo: puede esperar lo que quiera.
fn esperar_a_que_se_vaya(stream: &TcpStream) {
    todo!("lee de {stream:?} hasta el final")
}

/// Deja libre su sitio, si aún lo tenía, y despierta a su otro hilo.
fn salir(sala: &Sala, turno: &Turno) {
    let _ = (sala, turno);
    todo!("quítalo de los que esperan, y avisa")
}

/// Echa el cerrojo. Si algún hilo murió con él echado, lo que hay dentro sigue valiendo.
fn mirar(sala: &Sala) -> MutexGuard<'_, Estado> {
    let _ = sala;
    todo!("echa el cerrojo de la sala")
}
