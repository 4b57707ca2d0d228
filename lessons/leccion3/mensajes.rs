//! De dónde salen los mensajes que envía el cliente: de los argumentos, de una tubería, del teclado o de ningún sitio.
//!
//! Pruébalo:   printf 'uno\ndos\n' | cargo run --bin leccion3 -- cliente --modo marco
//!
//! Verás un envío por línea, y el formato con el que viajan no tiene nada que ver con el salto que los separaba aquí.

use std::io::{self, IsTerminal};

use redes::consola::avisar;
use redes::errores::{Fallo, Resultado};

use crate::lineas::Lineas;

/// Lo que se envía si no dices qué.
pub const EJEMPLO: [&str; 3] = ["uno", "dos", "tres"];

/// Da a `enviar` cada uno de los `pedidos` o, si no hay, cada línea que se escriba o llegue por una tubería; y si por la
/// tubería no llega nada, [`EJEMPLO`].
pub fn recorrer(pedidos: &[String], mut enviar: impl FnMut(&str) -> Resultado) -> Resultado {
    if !pedidos.is_empty() {
        return pedidos.iter().try_for_each(|mensaje| enviar(mensaje));
    }
    let hay_teclado = io::stdin().is_terminal();
    if hay_teclado {
        avisar("Un mensaje por línea. Para terminar, Ctrl-D (en Windows, Ctrl-Z e Intro).");
    }
    // Un fichero o un teclado también son un flujo: los lee la misma pieza que lee el socket.
    let mut entrada = Lineas::nuevo(io::stdin());
    let al_leer = |error| Fallo::de_sistema("no puedo leer la entrada", error);
    let mut alguno = false;
    while let Some(mensaje) = entrada.siguiente().map_err(al_leer)? {
        alguno = true;
        enviar(&mensaje)?;
    }
    if alguno || hay_teclado { Ok(()) } else { EJEMPLO.into_iter().try_for_each(enviar) }
}
