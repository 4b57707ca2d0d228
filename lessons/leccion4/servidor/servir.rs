//! Servidor del concurso: un hilo por jugador, y un presentador que los pone de acuerdo.
//!
//! Pruébalo:   cargo run --bin leccion4 -- servidor --jugadores 2
//! y en otras dos terminales:   cargo run --bin leccion4 -- cliente --equipo Ana
//!
//! Verás quién llega, cada pregunta con sus aciertos y quién gana. Después empieza la partida siguiente.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::aforo::Aforo;
use super::conexion::Conexion;
use super::hilos;
use super::oyente::{Oido, Oyente};
use super::sala::Sala;
use crate::juego::Id;
use crate::juego::maquina::Jugada;
use crate::pantalla::cronica;
use crate::protocolo::eleccion::Protocolo;
use crate::protocolo::mensajes::Aviso;

/// Cuántos mensajes sin sentido se le explican a un cliente antes de colgarle.
const TROPIEZOS: usize = 10;

/// Lo que se espera, al final, a que los clientes lean su despedida, y a que se escriba lo último que se ha contado.
pub const DESPEDIDA: Duration = Duration::from_secs(2);

// ANCHOR: servir
/// Atiende jugadores. Si `partidas` es un número, acaba tras ellas.
pub fn servir(
    listener: TcpListener,
    sala: Sala,
    protocolo: Protocolo,
    partidas: Option<usize>,
) {
    let (sala, aforo) = (Arc::new(sala), Arc::new(Aforo::default()));
    let (para_todos, recuento) =
        (Arc::clone(&sala), Arc::clone(&aforo));
    // `move`: el hilo se queda con su copia de los `Arc`. Prestárselos
    // no se puede: podría vivir más que esta función.
    thread::spawn(move || {
        hilos::aceptar(&listener, &recuento, move |stream, cliente| {
            atender(stream, cliente, &para_todos, protocolo)
        })
    });
    for _ in 0..partidas.unwrap_or(usize::MAX) {
        presentar_partida(&sala);
    }
    sala.cerrar();
    aforo.esperar(DESPEDIDA);
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
    let id = sala.conecta(&conexion);
    let oyente = Oyente::nuevo(&conexion, protocolo);
    let motivo = escuchar(oyente, &conexion, id, sala);
    sala.desconecta(id);
    if let Some(motivo) = motivo {
        redes::consola::avisar(&format!("{cliente}: {motivo}"));
        conexion.decir(&Aviso::Error { motivo });
    }
    conexion.colgar();
}

/// Le pasa al juego lo que dice un jugador, hasta que se va. Devuelve por qué hay que colgarle, si no se ha ido solo.
fn escuchar(
    mut oyente: Oyente,
    conexion: &Conexion,
    id: Id,
    sala: &Sala,
) -> Option<String> {
    let mut tropiezos = 0;
    loop {
        let hecho = match oyente.siguiente() {
            Oido::Final(motivo) => return motivo,
            Oido::Orden(orden) => sala.jugada(Jugada::de(id, orden)),
            Oido::NoEntiendo(motivo) => {
                tropiezos += 1;
                Err(motivo)
            }
        };
        let Err(motivo) = hecho else { continue };
        if tropiezos == TROPIEZOS {
            return Some(format!(
                "{motivo}; van {TROPIEZOS} mensajes así, y lo dejo"
            ));
        }
        // Se lo dice su propio hilo: por mucho que se equivoque, el presentador no se entera.
        conexion.decir(&Aviso::Error { motivo });
    }
}

/// El presentador: anuncia lo que va pasando hasta que termina la partida. Después deja preparada la siguiente.
fn presentar_partida(sala: &Sala) {
    loop {
        let anuncio = sala.esperar_anuncio();
        let avisos = anuncio.envios.iter().map(|(_, aviso)| aviso);
        for linea in cronica::contar(avisos, anuncio.terminada) {
            (sala.anunciar)(&linea);
        }
        for (conexion, aviso) in &anuncio.envios {
            conexion.decir(aviso);
        }
        if anuncio.terminada {
            return sala.siguiente_partida();
        }
    }
}
