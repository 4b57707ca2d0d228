//! El inventario del aula: recibe informes, los enseña en una tabla y sigue. Nada que envíe un cliente lo para.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato json
//! y en otra terminal:   cargo run --bin leccion5 -- cliente --formato json
//!
//! Verás una tabla por cada informe. Un mensaje malo, o malintencionado, cuesta una línea en stderr, con quién y por qué.

use std::io::ErrorKind;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, Builder};
use std::time::Duration;

use redes::errores::explicar;

use crate::formatos::Formato;
use crate::mensajes::leer;
use crate::pantalla::quejas;
use crate::pantalla::tabla::tabla;
use crate::plazo::ConPlazo;

/// El puerto de la lección, que es el del blog.
pub const PUERTO: u16 = 8081;

/// Cuántos clientes se atienden a la vez; los demás esperan en la cola del sistema.
const AFORO: usize = 128;

/// Cómo se trata a cada cliente y a cuántos se atiende.
#[derive(Debug, Clone, Copy)]
pub struct Trato {
    pub formato: Formato,
    /// Lo que tiene un cliente para enviar cada informe entero.
    pub plazo: Duration,
    pub clientes: u64,
}

/// Quien enseña cada cosa que pasa: la terminal, o una prueba.
pub type Decir<'a> = &'a (dyn Fn(String) + Sync);

/// Atiende a cada cliente en su hilo (los hilos los cuenta la lección 4): el que calla solo hace esperar al suyo.
pub fn servir(listener: &TcpListener, trato: Trato, decir: Decir) {
    let entradas = Arc::new(());
    thread::scope(|hilos| {
        for _ in 0..trato.clientes {
            // Cada hilo se queda una entrada: contarlas es saber cuántos clientes hay dentro.
            while Arc::strong_count(&entradas) > AFORO {
                thread::sleep(Duration::from_millis(5));
            }
            let entrada = Arc::clone(&entradas);
            let (stream, cliente) = esperar_cliente(listener);
            let hilo = Builder::new().spawn_scoped(hilos, move || {
                atender(&stream, cliente, trato, decir);
                drop(entrada);
            });
            if let Err(error) = hilo {
                eprintln!(
                    "{cliente}: sin hilo para atenderlo: {}",
                    explicar(&error)
                );
            }
        }
    });
}

/// Espera al siguiente cliente. Que una llegada falle no es el final.
fn esperar_cliente(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept() {
            Ok(llegada) => return llegada,
            // Se ha ido mientras hacía cola: el siguiente.
            Err(error)
                if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                eprintln!("no puedo aceptar: {}", explicar(&error));
                // Si al sistema no le quedan sockets, insistir sin pausa solo gastaría procesador.
                thread::sleep(Duration::from_millis(500));
            }
        }
    }
}

// ANCHOR: atender
/// Lee los informes de un cliente y los enseña. Lo que haga mal se
/// cuenta en una línea, y los demás ni se enteran.
fn atender(
    stream: &TcpStream,
    cliente: SocketAddr,
    trato: Trato,
    decir: Decir,
) {
    let entrada = ConPlazo::nuevo(stream, trato.plazo);
    let mut informes = 0;
    let leido =
        leer(&mut &entrada, trato.formato, |informe, bytes| {
            informes += 1;
            entrada.renovar();
            decir(tabla(cliente, trato.formato, &informe, bytes));
        });
    match leido {
        Err(e) => eprintln!(
            "{cliente}: {}",
            quejas::de_un_cliente(&e, trato.formato)
        ),
        Ok(()) if informes == 0 => {
            eprintln!("{cliente}: se ha ido sin enviar nada");
        }
        Ok(()) => {}
    }
    // El cliente espera este cierre para saber que hemos acabado. Si ya
    // se ha ido, no hay de quién despedirse: se ignora el error.
    let _ = stream.shutdown(Shutdown::Both);
}
// ANCHOR_END: atender
