//! El servidor de píxeles: un socket UDP, un receptor que decide y un lienzo que se va llenando.
//!
//! Pruébalo:   cargo run --bin leccion7 -- pixeles servidor
//! y en otra terminal:   cargo run --bin leccion7 -- pixeles cliente gatin.jpg
//!
//! Verás abrirse una ventana con el primer datagrama y la imagen dibujarse mientras llega.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;

use buzon::Buzon;
use redes::errores::{Fallo, Resultado};

use super::aviso::Aviso;
use super::sesion::{LATIDO, Opciones, Sesion};
use crate::udp::BUFFER;
use crate::udp::cola::Cola;
use crate::udp::socket::pasajero;

/// El hilo de la red: recibe imágenes hasta que alguien levanta `parar` o se cumple `--clientes`.
pub fn recibir(socket: &Buzon, opciones: Opciones, avisa: &Sender<Aviso>, parar: &AtomicBool) -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo seguir recibiendo", error);
    socket.set_read_timeout(Some(LATIDO)).map_err(fallo)?;
    let mut sesion = Sesion::nueva(opciones, avisa, parar);
    let (mut buffer, mut salida) = ([0; BUFFER], Vec::new());
    let mut cola = Cola::default();
    while sesion.sigue() {
        let Sesion { receptor, inicio, .. } = &mut sesion;
        // ANCHOR: bucle
        let hito = match socket.recv_from(&mut buffer) {
            Ok((n, de)) => {
                let (ahora, bytes) = (inicio.elapsed(), &buffer[..n]);
                let (acuse, hito) = receptor.llega(ahora, de.de, bytes);
                if let Some(acuse) = acuse {
                    acuse.codificar(&mut salida);
                    // Si el acuse se pierde, el emisor repetirá.
                    let _ = socket.send_to(&salida, de);
                }
                hito
            }
            Err(e) if pasajero(&e) => receptor.vence(inicio.elapsed()),
            Err(e) => return Err(fallo(e)),
        };
        // ANCHOR_END: bucle
        // Si alguien escribe sin parar, la cola no se vacía nunca: cada tanto se mira la hora igualmente.
        let callado = cola.vaciada(true).then(|| receptor.vence(inicio.elapsed())).flatten();
        sesion.contar(hito.into_iter().chain(callado));
    }
    sesion.acabar()
}
