//! Servidor del concurso: un hilo por jugador, y un presentador que los pone de acuerdo.
//!
//! Pruébalo:   cargo run --bin leccion4 -- servidor --jugadores 2
//! y en otras dos terminales:   cargo run --bin leccion4 -- cliente --equipo Ana
//!
//! Verás quién llega, cada pregunta con sus aciertos y quién gana. Después empieza la partida siguiente.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redes::errores::explicar;

use crate::Protocolo;
use crate::conexion::{Conexion, PACIENCIA};
use crate::hilos::Hilos;
use crate::juego::{Id, Suceso};
use crate::mensajes::{Aviso, Orden};
use crate::oyente::Oido;
use crate::sala::Sala;

/// El puerto de esta lección.
pub const PUERTO: u16 = 2065;

/// Cuántos mensajes sin sentido se le explican a un cliente antes de colgarle.
const TROPIEZOS: usize = 10;

/// Lo que se espera, al final, a que los clientes lean su despedida.
const DESPEDIDA: Duration = Duration::from_secs(2);

// ANCHOR: servir
/// Atiende jugadores. Si `partidas` es un número, acaba tras ellas.
pub fn servir(
    listener: TcpListener,
    sala: Sala,
    protocolo: Protocolo,
    partidas: Option<usize>,
) {
    let (sala, hilos) = (Arc::new(sala), Arc::new(Hilos::default()));
    let (para_todos, recuento) =
        (Arc::clone(&sala), Arc::clone(&hilos));
    // `move`: el hilo se queda con su copia de los `Arc`. Prestárselos
    // no se puede: podría vivir más que esta función.
    thread::spawn(move || {
        recuento.aceptar(&listener, move |stream, cliente| {
            atender(stream, cliente, &para_todos, protocolo)
        })
    });
    let mut jugadas = 0;
    while partidas.is_none_or(|partidas| jugadas < partidas) {
        sala.presentar_partida();
        jugadas += 1;
    }
    sala.cerrar();
    hilos.esperar(DESPEDIDA);
}
// ANCHOR_END: servir

/// La vida de una conexión, en su propio hilo.
fn atender(
    stream: TcpStream,
    cliente: SocketAddr,
    sala: &Sala,
    protocolo: Protocolo,
) {
    let Ok(conexion) = Conexion::nueva(stream, cliente, protocolo)
    else {
        return;
    };
    let conexion = Arc::new(conexion);
    let id = sala.conecta(&conexion);
    let motivo = escuchar(&conexion, id, sala);
    sala.desconecta(id);
    if let Some(motivo) = motivo {
        eprintln!("{cliente}: {motivo}");
        conexion.decir(&Aviso::Error { motivo });
    }
    conexion.colgar();
}

/// Le pasa al juego lo que dice un jugador, hasta que se va. Devuelve por qué hay que colgarle, si no se ha ido solo.
fn escuchar(
    conexion: &Conexion,
    id: Id,
    sala: &Sala,
) -> Option<String> {
    let mut oyente = conexion.oyente();
    let mut tropiezos = 0;
    loop {
        let motivo = match oyente.siguiente() {
            Ok(Oido::Orden(orden)) => {
                let suceso = match orden {
                    Orden::Unirse { equipo } => {
                        Suceso::Llega { id, equipo }
                    }
                    Orden::Responder { pregunta, respuesta } => {
                        Suceso::Responde { id, pregunta, respuesta }
                    }
                };
                // Se lo dice su propio hilo: por mucho que se equivoque, el presentador no se entera.
                if let Err(motivo) = sala.suceso(suceso) {
                    conexion.decir(&Aviso::Error { motivo });
                }
                continue;
            }
            Ok(Oido::Final) => return None,
            Ok(Oido::NoEntiendo(motivo)) => motivo,
            // Nadie ha dicho nada en un rato. ¿Le seguimos esperando?
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut
                ) =>
            {
                if conexion.despedido() {
                    return None;
                } else if conexion.se_retrasa() {
                    return Some(format!(
                        "lleva {} s conectado sin unirse",
                        PACIENCIA.as_secs()
                    ));
                }
                continue;
            }
            // Ya no se sabe dónde empieza el mensaje siguiente: no hay más que hablar.
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Some(explicar(&error));
            }
            // Se ha ido de golpe, o a mitad de un mensaje. Ya no hay a quién contárselo.
            Err(error) => {
                if !conexion.despedido() {
                    eprintln!(
                        "{}: se ha ido: {}",
                        conexion.cliente,
                        explicar(&error)
                    );
                }
                return None;
            }
        };
        tropiezos += 1;
        if tropiezos == TROPIEZOS {
            return Some(format!(
                "{motivo}; van {TROPIEZOS} mensajes así, y lo dejo"
            ));
        }
        conexion.decir(&Aviso::Error { motivo });
    }
}
