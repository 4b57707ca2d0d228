//! Abrir la puerta: de `--host` y `--puerto` a un socket que escucha.
//!
//! Verás `escuchando en IP:PUERTO` en cuanto se pueda llamar; ni antes ni después.

use std::net::{SocketAddr, TcpListener};

use redes::argumentos::{Red, avisar_si_abierta};
use redes::consola::contar;
use redes::errores::{Fallo, Resultado};

/// El puerto de esta lección.
pub const PUERTO: u16 = 8081;

// ANCHOR: abrir
/// Abre un socket que escucha y dice en qué dirección ha quedado.
pub fn abrir(red: &Red) -> Resultado<(TcpListener, SocketAddr)> {
    let (host, puerto) = (red.host.as_str(), red.puerto(PUERTO));
    let fallo = |error| Fallo::al_escuchar(host, puerto, error);
    // Una sola llamada y tres verbos: `socket` crea el enchufe, `bind`
    // le da dirección y puerto, y `listen` lo pone a recibir clientes.
    let listener = TcpListener::bind((host, puerto)).map_err(fallo)?;
    // Con el puerto 0 elige el sistema: se le pregunta cuál ha sido.
    let direccion = listener.local_addr().map_err(fallo)?;
    contar(&format!("escuchando en {direccion}"));
    avisar_si_abierta(direccion);
    Ok((listener, direccion))
}
// ANCHOR_END: abrir
