//! El servidor de la lección: una página que un navegador entiende, y nada que un cliente pueda hacer lo para.
//!
//! Pruébalo:   cargo run --bin leccion1 -- servidor
//! y abre http://127.0.0.1:8081 en tu navegador.
//!
//! Verás una línea por cada conexión: quién era, qué ha pedido y qué se le ha contestado.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, Builder};
use std::time::Duration;

use crate::aforo::Aforo;
use crate::atender::{atender, despedirse};
use crate::queja::quejarse;

/// Lo que tiene un cliente para enviar su petición entera. A un navegador le sobran milésimas.
pub const PLAZO: Duration = Duration::from_secs(10);

/// Cuántos se atienden a la vez; los demás esperan en la cola del sistema. Cada uno ocupa un hilo y un socket,
/// y los dos se acaban: sin un límite, quien abriera conexiones sin parar nos dejaría sin ellos.
const AFORO: usize = 128;

/// A cuántos se atiende y con cuánta paciencia.
#[derive(Debug, Clone, Copy)]
pub struct Reglas {
    pub clientes: u64,
    pub plazo: Duration,
}

/// Quien apunta cada línea de lo que pasa: la terminal, o una prueba.
pub type Apuntar<'a> = &'a (dyn Fn(String) + Sync);

// ANCHOR: servir
/// Atiende a cada cliente en su hilo (los hilos los cuenta la lección
/// 4): el que se calla solo hace esperar al suyo.
pub fn servir(
    listener: &TcpListener,
    reglas: Reglas,
    apuntar: Apuntar,
) {
    let aforo = Aforo::de(AFORO);
    thread::scope(|hilos| {
        for _ in 0..reglas.clientes {
            // ANCHOR: un_hilo
            // Si está lleno, espera aquí a que alguien se vaya.
            let entrada = aforo.entrar();
            let (stream, cliente) = esperar_cliente(listener);
            let hilo = Builder::new().spawn_scoped(hilos, move || {
                // El error de uno se cuenta, y se sigue con los demás.
                match atender(&stream, reglas.plazo) {
                    Ok(que) => apuntar(format!("{cliente}  {que}")),
                    Err(e) => quejarse(cliente, &e),
                }
                despedirse(&stream);
                drop(entrada);
            });
            // ANCHOR_END: un_hilo
            if let Err(error) = hilo {
                quejarse(format!("{cliente}: sin hilo"), &error);
            }
        }
    });
}
// ANCHOR_END: servir

// ANCHOR: esperar
/// Espera al siguiente cliente. Que una llegada falle no es el final.
fn esperar_cliente(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept() {
            Ok(llegada) => return llegada,
            // Ese cliente se ha ido mientras hacía cola: el siguiente.
            Err(e) if e.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                quejarse("no puedo aceptar", &error);
                // Si al sistema no le quedan sockets, insistir sin
                // pausa solo gastaría procesador.
                thread::sleep(Duration::from_millis(500));
            }
        }
    }
}
// ANCHOR_END: esperar
