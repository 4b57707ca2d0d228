//! Paso 15: el gatín, dibujándose mientras llega.

use std::io::{IsTerminal, stdout};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::gatin;
use super::transmision::{Transmision, ritmo};
use crate::pantalla::terminal;
use crate::pixeles::aviso::Aviso;
use crate::pixeles::envio::Ritmo;
use crate::pixeles::hito::Hito;

pub fn paso() -> Paso {
    Paso::nuevo("en-vivo", "El gatín, en vivo")
        .parrafo(
            "El hilo de la red hace solo tres cosas: leer, preguntar a la máquina del receptor y contestar. El dibujo va \
             en otro hilo, así que pintar despacio no hace perder nada.",
        )
        .codigo("servidor.rs", "bucle")
        .parrafo("Lo enviamos con una pausa de 3 ms por trozo, para que dé tiempo a mirar.")
        .ejecutar(ejecutar)
}

/// El gatín, dibujándose mientras llega; sin terminal, solo al final y sin pausa.
fn ejecutar(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let pausa = Duration::from_millis(if stdout().is_terminal() { 3 } else { 0 });
    let (avisa, avisos) = mpsc::channel();
    let inicio = Instant::now();
    let (recibida, cuenta) = thread::scope(|hilos| {
        hilos.spawn(move || terminal::mostrar(&avisos));
        Transmision { ritmo: Ritmo { pausa, ..ritmo() }, ..Transmision::de(&gatin) }.transmitir(&mut move |suceso| {
            let _ = match suceso {
                Hito::Empieza(_, vista) => avisa.send(Aviso::Empieza(vista.clone())),
                Hito::Termina(recibida) => avisa.send(Aviso::Termina(recibida.fin)),
                Hito::Rechazada(..) => Ok(()),
            };
        })
    })?;
    Ok(Desenlace::relato(format!(
        "{} trozos en {}, y lo recibido es {} al original, byte a byte.",
        cuenta.total,
        cifras::duracion(inicio.elapsed()),
        if recibida.lienzo.datos() == gatin.datos { "**idéntico**" } else { "distinto" }
    )))
}
