//! El servidor de la lección: una página que un navegador entiende, y nada que un cliente pueda hacer lo para.
//!
//! Pruébalo:   cargo run --bin leccion1 -- servidor
//! y abre http://127.0.0.1:8081 en tu navegador.
//!
//! Verás una línea por cada conexión: quién era, qué ha pedido y qué se le ha contestado.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, Builder};
use std::time::Duration;

use redes::errores::explicar;

use crate::lectura::leer_peticion;
use crate::peticion::Llegada;
use crate::plazo::HastaLaHora;
use crate::respuesta::{Respuesta, responder};

/// Lo que tiene un cliente para enviar su petición entera. A un navegador le sobran milésimas.
pub const PLAZO: Duration = Duration::from_secs(10);

/// Cuántos se atienden a la vez; los demás esperan en la cola del sistema. Cada uno ocupa un hilo y un socket,
/// y los dos se acaban: sin un límite, quien abriera conexiones sin parar nos dejaría sin ellos.
const AFORO: usize = 128;

/// Al despedirse, lo que se espera a que el otro cuelgue, y lo que se le deja terminar de decir.
const PLAZO_DESPEDIDA: Duration = Duration::from_secs(2);
const BYTES_DESPEDIDA: u64 = 64 * 1024 * 1024;

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
    let entradas = Arc::new(());
    thread::scope(|hilos| {
        for _ in 0..reglas.clientes {
            // Cada hilo se queda una entrada: contarlas es saber
            // cuántos clientes hay dentro.
            while Arc::strong_count(&entradas) > AFORO {
                thread::sleep(Duration::from_millis(5));
            }
            // ANCHOR: un_hilo
            let entrada = Arc::clone(&entradas);
            let (stream, cliente) = esperar_cliente(listener);
            let hilo = Builder::new().spawn_scoped(hilos, move || {
                // El error de uno se cuenta, y se sigue con los demás.
                match atender(&stream, reglas.plazo) {
                    Ok(que) => apuntar(format!("{cliente}  {que}")),
                    Err(e) => eprintln!("{cliente}: {}", explicar(&e)),
                }
                despedirse(&stream);
                drop(entrada);
            });
            // ANCHOR_END: un_hilo
            if let Err(error) = hilo {
                eprintln!("{cliente}: sin hilo: {}", explicar(&error));
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
                eprintln!("no puedo aceptar: {}", explicar(&error));
                // Si al sistema no le quedan sockets, insistir sin
                // pausa solo gastaría procesador.
                thread::sleep(Duration::from_millis(500));
            }
        }
    }
}
// ANCHOR_END: esperar

// ANCHOR: atender
/// Lee una petición y la contesta. Dice qué ha pasado.
pub fn atender(
    stream: &TcpStream,
    plazo: Duration,
) -> io::Result<String> {
    let llegada = leer_peticion(HastaLaHora::nuevo(stream, plazo))?;
    stream.set_write_timeout(Some(plazo))?;
    contestar(stream, &llegada)
}

/// Contesta a lo que ha llegado, sea lo que sea.
pub fn contestar(
    mut stream: &TcpStream,
    llegada: &Llegada,
) -> io::Result<String> {
    // ANCHOR: contestar
    let respuesta = match llegada {
        Llegada::Silencio(motivo) => {
            // Ninguna respuesta que perder: se cuelga sin despedirse.
            let _ = stream.shutdown(Shutdown::Both);
            return Ok((*motivo).to_string());
        }
        Llegada::Rechazo(estado, motivo) => {
            Respuesta::error(*estado, motivo)
        }
        Llegada::Peticion(pide) => {
            responder(pide, stream.peer_addr()?)
        }
    };
    let bytes = respuesta.bytes();
    stream.write_all(&bytes)?;
    // ANCHOR_END: contestar
    let (estado, total) = (respuesta.estado.0, bytes.len());
    Ok(format!("{llegada}  →  {estado}, {total} bytes"))
}
// ANCHOR_END: atender

// ANCHOR: despedirse
/// Cuelga sin que el otro pierda nuestra última respuesta.
///
/// Cerrar con bytes suyos sin leer no es una despedida, es un portazo
/// (RST), y se lleva por delante lo que acabamos de enviarle. Por eso:
/// «no enviaré más» (FIN), y se deja que él termine y cuelgue.
pub fn despedirse(stream: &TcpStream) {
    // Si ya se ha ido, no hay de quién despedirse: se ignora el error.
    let _ = stream.shutdown(Shutdown::Write);
    let resto = HastaLaHora::nuevo(stream, PLAZO_DESPEDIDA);
    let _ =
        io::copy(&mut resto.take(BYTES_DESPEDIDA), &mut io::sink());
}
// ANCHOR_END: despedirse
