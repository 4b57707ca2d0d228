//! Enviar una imagen a ciegas, como en la serie: lo que se pierda, perdido está.
//!
//! Pruébalo:   cargo run --bin leccion7 -- pixeles cliente gatin.jpg --sin-acuses --perder 10%
//!
//! Verás en la ventana del servidor los huecos de lo que no ha llegado; aquí, nada.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::canal::Canal;
use super::datagrama::Mensaje;
use super::envio::{Cuenta, Novedad, Problema, Ritmo};
use super::imagen::Imagen;
use super::plano::Plano;
use crate::udp::socket::es_rechazo;

/// Lo que se espera antes y después de una ráfaga sin acuses: antes, por si el sistema dice que ahí no hay nadie;
/// después, para que el «fin» no llegue con la cola llena.
pub const RESPIRO: Duration = Duration::from_millis(20);

/// Ni acuses ni repeticiones. Solo se sabe si no escucha nadie, o si el servidor dice que no antes de empezar.
pub fn enviar(
    canal: &mut Canal,
    imagen: &Imagen,
    ritmo: &Ritmo,
    contar: &mut dyn FnMut(Novedad),
) -> Result<Cuenta, Problema> {
    let plano = imagen.plano(ritmo.pixeles);
    let (total, inicio, mut enviados) = (plano.trozos() as u32, Instant::now(), 0);
    let resultado = saludar(canal, &plano).and_then(|()| {
        let rafaga = rafaga(canal, imagen, &plano, ritmo.pausa, &mut |van| {
            enviados = van;
            contar(Novedad::Avance { confirmados: van, total });
        });
        rafaga.map_err(Problema::Sistema)
    });
    let cuenta = Cuenta { total, confirmados: 0, enviados, duracion: inicio.elapsed() };
    match resultado {
        Ok(()) => Ok(cuenta),
        Err(Problema::Sistema(error)) if es_rechazo(&error) => Err(Problema::NadieEscuchaACiegas(cuenta)),
        Err(problema) => Err(problema),
    }
}

/// El anuncio, y un momento por si la respuesta es que no.
fn saludar(canal: &mut Canal, plano: &Plano) -> Result<(), Problema> {
    canal.enviar(plano, 0, (false, true), Mensaje::Anuncio).map_err(Problema::Sistema)?;
    thread::sleep(RESPIRO);
    match canal.recibir(false).map_err(Problema::Sistema)?.map(|respuesta| respuesta.mensaje) {
        Some(Mensaje::Ocupado) => Err(Problema::Ocupado),
        Some(Mensaje::Rechazo(motivo)) => Err(Problema::Rechazada(motivo)),
        _ => Ok(()),
    }
}

/// Los trozos, uno detrás de otro.
fn rafaga(
    canal: &mut Canal,
    imagen: &Imagen,
    plano: &Plano,
    pausa: Duration,
    van: &mut dyn FnMut(u32),
) -> io::Result<()> {
    let total = plano.trozos() as u32;
    // ANCHOR: rafaga
    for numero in 0..total {
        thread::sleep(pausa);
        let datos = imagen.trozo(plano, numero);
        let trozo = Mensaje::Trozo { numero, datos };
        // `send` vuelve bien en cuanto el sistema acepta el
        // datagrama. De si llega a algún sitio no dice nada.
        canal.enviar(plano, numero + 1, (false, true), trozo)?;
        van(numero + 1);
    }
    // ANCHOR_END: rafaga
    // Justo detrás de la ráfaga, la cola del receptor suele estar llena y el «fin» sería el primero en perderse.
    thread::sleep(RESPIRO);
    canal.enviar(plano, total + 1, (false, true), Mensaje::Fin)
}
