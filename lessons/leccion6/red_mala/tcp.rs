//! El intermediario, por TCP: trozos, con su despedida al final. Aquí no se puede perder nada; sí hacer que espere.

use std::io::ErrorKind::{ConnectionReset, Interrupted};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use redes::cable::Parada;
use redes::fallas::{Falla, Trozo};
use redes::red::es_plazo;

use super::latido::LATIDO;

/// Pasa los bytes de `desde` a `hacia`, con la falla por medio, hasta la despedida.
pub(super) fn fluir(
    desde: &TcpStream,
    mut hacia: &TcpStream,
    mut falla: impl Falla<Trozo>,
    bytes: &AtomicU64,
    parada: &Parada,
) {
    let _ = (desde.set_read_timeout(Some(LATIDO)), hacia.set_nodelay(true));
    let inicio = Instant::now();
    let mut bufer = vec![0; 64 * 1024];
    let mut salen = Vec::new();
    while !parada.pedida() {
        // En un flujo nadie adelanta a nadie: mientras algo espera, lo de detrás puede esperar en el sistema.
        if let Some(hora) = falla.proxima() {
            thread::sleep(hora.saturating_sub(inicio.elapsed()));
            falla.soltar(inicio.elapsed(), &mut salen);
        } else {
            let Some(trozo) = leer(desde, &mut bufer) else { continue };
            if let Trozo::Bytes(trozo) = &trozo {
                bytes.fetch_add(trozo.len() as u64, Ordering::SeqCst);
            }
            falla.pasar(trozo, inicio.elapsed(), &mut salen);
        }
        for trozo in salen.drain(..) {
            let entregado = match trozo {
                Trozo::Bytes(bytes) => hacia.write_all(&bytes),
                Trozo::Fin => return drop(hacia.shutdown(Shutdown::Write)),
                Trozo::Corte => Err(ConnectionReset.into()),
            };
            if entregado.is_err() {
                let _ = (desde.shutdown(Shutdown::Both), hacia.shutdown(Shutdown::Both));
                return;
            }
        }
    }
}

/// Lo que da una lectura; `None` si todavía no hay nada.
fn leer(mut desde: &TcpStream, bufer: &mut [u8]) -> Option<Trozo> {
    match desde.read(bufer) {
        Ok(0) => Some(Trozo::Fin),
        Ok(n) => Some(Trozo::Bytes(bufer[..n].to_vec())),
        Err(e) if es_plazo(&e) || e.kind() == Interrupted => None,
        Err(_) => Some(Trozo::Corte),
    }
}
