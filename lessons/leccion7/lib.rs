//! Lección 7 · Ficheros y píxeles. Qué hay en cada sala; por dónde se empieza a leer lo dice `main.rs`.
//!
//! - Lo que se lee: `tcp` (un fichero entero, o nada), `udp` (a ciegas), `fiable` (con acuses y una ventana deslizante) y
//!   `pixeles` (una imagen que se dibuja mientras llega). `fichero` son los dos extremos, en el disco.
//! - `pantalla`: lo que dibuja: la ventana, la terminal y las barras.
//! - `python`: hablar como los programas de la serie, en los dos sentidos.
//! - `guia`: lo que solo pone en escena la lección guiada; también la demostración.

use redes::argumentos::Red;

pub mod fiable;
pub mod fichero;
pub mod pixeles;
pub mod tcp;
pub mod udp;

pub mod pantalla;
pub mod python;

pub mod guia;

/// El puerto de la lección.
pub const PUERTO: u16 = 12345;

/// Con quién se habla, `IP:PUERTO`, con los corchetes que pide IPv6.
pub fn direccion(red: &Red) -> String {
    let puerto = red.puerto(PUERTO);
    if red.host.contains(':') { format!("[{}]:{puerto}", red.host) } else { format!("{}:{puerto}", red.host) }
}
