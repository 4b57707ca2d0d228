//! Enviar un fichero por UDP a ciegas, como en la serie: un datagrama detrás de otro, y nadie contesta.
//!
//! Pruébalo, con el servidor en marcha:   cargo run --bin leccion7 -- udp cliente gatin.jpg --sin-fiabilidad
//! y después:   cargo run --bin leccion7 -- udp cliente gatin.jpg --sin-fiabilidad --perder 20%
//!
//! Verás que este lado dice siempre lo mismo, llegue lo que llegue. `send` vuelve bien en cuanto el sistema acepta el
//! datagrama; si se pierde por el camino, o no cabe en la cola del receptor porque vamos más deprisa que él, nadie avisa.
//! En la serie, además, el fichero se daba por completo al ver el `END`: faltara lo que faltara.

use std::thread;
use std::time::Duration;

use super::BUFFER;
use super::datagrama::Mensaje;
use super::envio::{Cuenta, Envio, Problema};
use super::ficha::CARGA;
use super::socket::es_rechazo;

/// Lo que se espera antes y después de la ráfaga: antes, por si el servidor dice que no; después, porque justo detrás la
/// cola del receptor suele estar llena, y el «fin» sería el primero en perderse.
const RESPIRO: Duration = Duration::from_millis(20);

/// Envía a ciegas: lo que se pierda, perdido está.
pub fn enviar(envio: &mut Envio) -> Result<Cuenta, Problema> {
    let mut enviados = 0;
    let resultado = rafaga(envio, &mut enviados);
    let cuenta = envio.cuenta(0, enviados);
    match resultado {
        Ok(()) => Ok(cuenta),
        Err(Problema::Sistema(error)) if es_rechazo(&error) => Err(Problema::NadieEscucha(cuenta)),
        Err(otro) => Err(otro),
    }
}

fn rafaga(envio: &mut Envio, enviados: &mut u32) -> Result<(), Problema> {
    envio.anunciar(0, false)?;
    thread::sleep(RESPIRO);
    match envio.recibir(&mut [0; BUFFER])? {
        Some(Mensaje::Ocupado) => return Err(Problema::Ocupado),
        Some(Mensaje::Veredicto(veredicto)) => return Err(Problema::Rechazado(veredicto)),
        _ => {}
    }
    let total = envio.ficha.trozos();
    for numero in 0..total {
        // Numerado, el receptor sabrá al menos cuáles le faltan; en la serie, ni eso.
        envio.enviar_trozo(numero, numero + 1, false)?;
        *enviados += 1;
        envio.barra.van(u64::from(*enviados) * CARGA as u64);
    }
    thread::sleep(RESPIRO);
    envio.despedirse(total + 1)
}
