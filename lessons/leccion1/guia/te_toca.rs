//! Paso 13: abre tu navegador. La guía espera, mira lo que llega y lo cuenta.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redes::guia::{Paso, Reaccion, TeToca};

use super::navegador;
use super::visitantes::reaccionar;
use crate::atender::{contestar, despedirse};
use crate::http::lectura::leer_peticion;
use crate::http::peticion::Llegada;
use crate::plazo::HastaLaHora;
use crate::{abrir, servidor};

pub fn paso() -> Paso {
    Paso::nuevo("te-toca", "Te toca: llama tú")
        .parrafo(
            "Ya está todo: abrir la puerta, leer hasta la línea en blanco con límite y plazo, contestar contando \
             bytes, despedirse y atender a cada uno en su hilo. Este es el corazón del servidor:",
        )
        .codigo("atender.rs", "contestar")
        .te_toca(encargo())
        .parrafo(
            "Ese mismo servidor, sin guía alrededor:\n`cargo run --bin leccion1 -- servidor`\nDéjalo abierto y llámalo \
             con todo lo que tengas: otro navegador, `curl -i`, `nc`, Python, el móvil (con `--host 0.0.0.0`). En la \
             lección 2 escribirás también el otro lado: el cliente.",
        )
}

/// Lo que ha ido llegando. El servidor lo apunta en su hilo y la guía lo va comentando en el suyo.
type Llegadas = Arc<Mutex<VecDeque<Llegada>>>;

fn mirar(llegadas: &Llegadas) -> MutexGuard<'_, VecDeque<Llegada>> {
    llegadas.lock().unwrap_or_else(PoisonError::into_inner)
}

fn encargo() -> TeToca {
    let llegadas = Llegadas::default();
    let apuntadas = Arc::clone(&llegadas);
    let vistas = Rc::new(Cell::new(0));
    let (de_antes, contadas) =
        (Arc::clone(&llegadas), Rc::clone(&vistas));
    TeToca {
        puerto: abrir::PUERTO,
        encargo: Box::new(move |direccion| {
            // Si se repite el paso, se empieza de cero.
            contadas.set(0);
            mirar(&de_antes).clear();
            format!(
                "Abre http://{direccion} en tu navegador. Cuando veas la página, **recárgala** (F5) para terminar. \
                 ¿Sin navegador? Dos veces `curl -i http://{direccion}`."
            )
        }),
        servidor: Arc::new(move |stream| {
            atender_y_apuntar(&stream, &apuntadas)
        }),
        reaccion: Box::new(move |_| {
            let primera = mirar(&llegadas).pop_front();
            match primera {
                Some(llegada) => reaccionar(&llegada, &vistas),
                None => Reaccion::Espera,
            }
        }),
        ensayo: Box::new(|direccion| {
            ["/", "/favicon.ico", "/"]
                .iter()
                .try_for_each(|destino| ensayar(direccion, destino))
        }),
        plazo: Duration::from_secs(300),
    }
}

/// Lo que hace el servidor con cada cliente, y apunta lo que ha llegado cuando ya está contestado.
fn atender_y_apuntar(
    stream: &TcpStream,
    llegadas: &Llegadas,
) -> io::Result<()> {
    let llegada =
        leer_peticion(HastaLaHora::nuevo(stream, servidor::PLAZO))?;
    stream.set_write_timeout(Some(servidor::PLAZO))?;
    let contestado = contestar(stream, &llegada);
    mirar(llegadas).push_back(llegada);
    despedirse(stream);
    contestado.map(drop)
}

/// Lo que hace la guía cuando no hay nadie: pedir la página como lo haría un navegador.
fn ensayar(direccion: SocketAddr, destino: &str) -> io::Result<()> {
    navegador::pedir(TcpStream::connect(direccion)?, destino).map(drop)
}
