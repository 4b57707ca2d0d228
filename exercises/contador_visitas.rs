//! Reto de la lección 4 · `contador_visitas`: un servidor que sabe cuántas visitas ha tenido y cuántas tiene ahora.
//!
//! En cuanto un cliente conecta, sin esperar a que diga nada §1, le envía esta línea, acabada en `\n`:
//!
//! ```text
//! eres la visita N              (1 la primera, y de ahí en adelante, sin repetir ni saltar ninguno §2)
//! ```
//!
//! Después, a cada línea que envíe el cliente, acabada en `\n` y diga lo que diga §3, contesta con otra §4, y con nada
//! más:
//!
//! ```text
//! visitas V, ahora A            (cuántas ha habido desde el principio, y cuántas siguen conectadas)
//! ```
//!
//! - Son las cuentas del momento en que contesta, no las de cuando llegó ese cliente §5. Quien ha recibido su saludo ya
//!   está en las dos §6.
//! - Cuando el cliente cierra su lado, el servidor cierra el suyo §7, y esa visita deja de estar «ahora» §8. También si
//!   el cliente corta de golpe, después de su saludo §9 o antes §10. De quien se ha ido no queda nada abierto §11.
//! - Nadie espera por nadie: un hilo por cliente. Ni quien calla, al que tampoco se le echa §12, ni quien no lee lo que
//!   se le contesta §13 hace esperar a los demás. Y pueden llegar cincuenta a la vez §14. Mientras nadie dice nada no
//!   se gasta procesador §15.
//! - Una línea puede llegar partida, o varias juntas: se contesta una vez a cada una §16. Lo que un cliente deje a
//!   medias al irse lo puedes contestar o no.
//!
//! Como todo servidor del curso:
//!
//! - Recibe en el primer argumento la dirección en la que escucha, `IP:PUERTO` §17. El puerto 0 es «el que esté libre».
//! - Su primera línea en stdout es exactamente `escuchando en IP:PUERTO`, con el puerto de verdad §18. Después puede
//!   escribir lo que quiera.
//! - Sin argumento, acaba con código 2 §19; si no puede escuchar, con código 1 §20; siempre con una línea en
//!   stderr §21.
//! - No termina nunca por su cuenta §22, y lo que le pase a un cliente (que corte, que se vaya sin decir nada) no
//!   impide atender a los demás §23. Lo suyo es contarlo en stderr, pero eso no se comprueba.
//!
//! Pruébalo:          cargo run -p exercises --bin contador_visitas 127.0.0.1:2065
//! y en otras dos:    nc 127.0.0.1 2065

// Mientras queden huecos, que el compilador no avise de lo que aún no usas. Quita esta línea al acabar.
#![allow(dead_code, unused_imports)]

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
    todo!("abre {direccion} y di en stdout dónde escuchas")
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
    todo!("crea unas cuentas para todos, acepta clientes de {listener:?} y da un hilo a cada uno")
}

/// Apunta una visita, la atiende y, acabe como acabe, apunta que se ha ido.
fn recibir_visita(stream: &TcpStream, cuentas: &Mutex<Cuentas>) {
    let _ = cuentas;
    todo!("apunta que llega {stream:?}, atiéndela y, pase lo que pase, apunta que se va")
}

/// Una visita más. Devuelve su número.
fn llega(cuentas: &Mutex<Cuentas>) -> u64 {
    let _ = cuentas;
    todo!("suma la visita en las dos cuentas y di su número")
}

/// Una visita que ya no está.
fn se_va(cuentas: &Mutex<Cuentas>) {
    let _ = cuentas;
    todo!("quítala de las que hay ahora")
}

/// Saluda y contesta a cada línea con las cuentas de ese momento, hasta que el cliente cierra. Sin plazo: quien calla, o
/// no lee, solo ocupa su propio hilo.
fn atender(stream: &TcpStream, numero: u64, cuentas: &Mutex<Cuentas>) -> io::Result<()> {
    let _ = cuentas;
    todo!("saluda por {stream:?} a la visita {numero} y contesta a cada línea que envíe")
}

/// Las dos cuentas, en una línea. El cerrojo se suelta al salir: escribirla en la red ya es cosa de otro.
fn resumen(cuentas: &Mutex<Cuentas>) -> String {
    let _ = cuentas;
    todo!("escribe la línea «visitas V, ahora A»")
}

/// Echa el cerrojo. Si algún hilo murió con él echado, las cuentas siguen valiendo.
fn mirar(cuentas: &Mutex<Cuentas>) -> MutexGuard<'_, Cuentas> {
    let _ = cuentas;
    todo!("echa el cerrojo de las cuentas")
}
