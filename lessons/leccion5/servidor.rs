//! El inventario del aula: recibe informes, los enseña en una tabla y sigue. Nada que envíe un cliente lo para.
//!
//! Pruébalo:   cargo run --bin leccion5 -- servidor --formato json
//! y en otra terminal:   cargo run --bin leccion5 -- cliente --formato json
//!
//! Verás una tabla por cada informe. Un mensaje malo, o malintencionado, cuesta una línea en stderr, con quién y por qué.

use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use redes::consola::lamentar;
use redes::red::{HastaLaHora, Servicio};

use crate::formatos::Formato;
use crate::mensajes::leer;
use crate::pantalla::quejas;
use crate::pantalla::tabla::tabla;

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
    /// A cuántos se atiende antes de acabar; si no se dice, sin fin.
    pub clientes: Option<u64>,
}

/// Quien enseña cada cosa que pasa: la terminal, o una prueba.
pub type Decir<'a> = &'a (dyn Fn(String) + Sync);

/// Atiende a cada cliente en su hilo (los hilos los cuenta la lección 4): el que calla solo hace esperar al suyo.
pub fn servir(listener: &TcpListener, trato: Trato, decir: Decir) {
    Servicio::con_aforo(AFORO)
        .clientes(trato.clientes)
        .servir(listener, |stream, cliente| {
            atender(&stream, cliente, trato, decir)
        });
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
    let entrada = HastaLaHora::nuevo(stream, trato.plazo);
    let mut informes = 0;
    let leido =
        leer(&mut &entrada, trato.formato, |informe, bytes| {
            informes += 1;
            entrada.renovar();
            decir(tabla(cliente, trato.formato, &informe, bytes));
        });
    match leido {
        Err(e) => lamentar(&format!(
            "{cliente}: {}",
            quejas::de_un_cliente(&e, trato.formato)
        )),
        Ok(()) if informes == 0 => {
            lamentar(&format!("{cliente}: se ha ido sin enviar nada"));
        }
        Ok(()) => {}
    }
    // El cliente espera este cierre para saber que hemos acabado. Si ya
    // se ha ido, no hay de quién despedirse: se ignora el error.
    let _ = stream.shutdown(Shutdown::Both);
}
// ANCHOR_END: atender
