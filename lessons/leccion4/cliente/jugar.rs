//! El cliente del concurso: se juega en la terminal, o por una tubería con una respuesta por línea.
//!
//! Pruébalo, con el servidor en marcha:
//!     cargo run --bin leccion4 -- cliente --equipo Ana
//!     printf 'Júpiter\nMercurio\n' | cargo run --bin leccion4 -- cliente --equipo Beto
//!
//! Aquí también hay hilos. Un `read` del socket y otro del teclado no se pueden esperar a la vez desde el mismo: cada
//! uno tiene el suyo, y los dos cuentan lo que les llega por un canal. El hilo principal solo atiende el canal, con un
//! plazo: el de la cuenta atrás.

use std::io::{self, IsTerminal, Write};
use std::net::TcpStream;
use std::process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};
use redes::red::llamar;

use super::concursante::Concursante;
use super::escucha::escuchar;
use super::lineas;
use super::novedad::{Novedad, Tecla};
use super::teclado::{self, ModoTeclas};
use crate::pantalla::terminal::Terminal;
use crate::protocolo::eleccion::Protocolo;

/// Cuánto se espera a que nos cojan la llamada, o a que quepa un mensaje nuestro.
const PLAZO: Duration = Duration::from_secs(10);

/// Cada cuánto se repinta la cuenta atrás.
const TIC: Duration = Duration::from_millis(250);

/// Se une a la partida y la juega hasta el final.
///
/// # Errors
/// Si no se puede conectar, si el nombre no vale, o si la conexión se rompe antes de acabar.
pub fn jugar(
    host: &str,
    puerto: u16,
    equipo: Option<String>,
    protocolo: Protocolo,
) -> Resultado {
    let stream = llamar(host, puerto, PLAZO)?;
    let en_terminal =
        io::stdin().is_terminal() && io::stdout().is_terminal();
    let equipo = match equipo {
        Some(equipo) => equipo,
        None if en_terminal => preguntar_nombre()?,
        None => format!("jugador-{}", process::id()),
    };
    let con = format!("{host}:{puerto}");
    stream
        .set_write_timeout(Some(PLAZO))
        .and_then(|()| stream.set_nodelay(true))
        .map_err(|error| Fallo::al_conversar(&con, error))?;
    let stream = Arc::new(stream);
    // Con tope: si el servidor nos inunda, el hilo que lee espera, y TCP le frena.
    let (avisa, novedades) = sync_channel(64);
    escuchar(Arc::clone(&stream), protocolo, avisa.clone());
    // Mientras exista, el teclado se lee tecla a tecla; sin terminal, línea a línea.
    let teclas =
        en_terminal.then(ModoTeclas::entrar).and_then(Result::ok);
    let terminal = Terminal::nueva(teclas.is_some());
    let lineas = if terminal.viva {
        teclado::escuchar_teclas(avisa);
        None
    } else {
        Some(teclado::escuchar_lineas(avisa))
    };
    let mut concursante =
        Concursante::nuevo(equipo, protocolo, terminal, lineas);
    atender(&stream, &mut concursante, &novedades, &con)?;
    concursante.balance()
}

/// El hilo principal: de cada novedad, lo que haya que enviar.
fn atender(
    mut stream: &TcpStream,
    concursante: &mut Concursante,
    novedades: &Receiver<Novedad>,
    con: &str,
) -> Resultado {
    let fallo = |error| Fallo::al_conversar(con, error);
    stream.write_all(&concursante.unirse()?).map_err(fallo)?;
    loop {
        let pendiente = match novedades.recv_timeout(TIC) {
            Ok(Novedad::Aviso(aviso)) => concursante.aviso(&aviso)?,
            Ok(Novedad::Enviar(bytes)) => Some(bytes),
            Ok(Novedad::HayLinea) => {
                concursante.responder_de_la_tuberia()
            }
            Ok(Novedad::Tecla(Tecla::Salir)) => {
                concursante.salir();
                return Ok(());
            }
            Ok(Novedad::Tecla(tecla)) => concursante.tecla(tecla)?,
            Ok(Novedad::Cierre(como)) => {
                return concursante.cierre(como, con);
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        concursante.repintar();
        if let Some(bytes) = pendiente {
            // Si falla, es que el servidor se ha ido: lo contará quien lee,
            // que quizá aún tenga por leer su despedida.
            let _ = stream.write_all(&bytes);
        }
    }
}

fn preguntar_nombre() -> Resultado<String> {
    let fallo = |error| {
        Fallo::de_sistema("no he podido leer el nombre", error)
    };
    print!("¿Cómo se llama tu equipo? ");
    io::stdout().flush().map_err(fallo)?;
    let nombre = lineas::siguiente(&mut io::stdin().lock());
    Ok(nombre.map_err(fallo)?.unwrap_or_default())
}
