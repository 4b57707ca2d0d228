//! Un hilo por cliente: aceptar, y dejar a cada uno con el suyo mientras se acepta al siguiente.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use redes::consola::avisar;
use redes::errores::explicar;

use super::aforo::{Aforo, MAXIMO};
use super::respiro::descansar;

/// La pila de cada hilo. Si no se dice nada son 2 MiB, que para 10 000 clientes serían 20 GiB (de direcciones, no de
/// memoria: solo ocupa la parte que se usa).
const PILA: usize = 256 * 1024;

// ANCHOR: aceptar
/// Acepta clientes y le da un hilo a cada uno. No vuelve nunca.
pub fn aceptar(
    listener: &TcpListener,
    aforo: &Arc<Aforo>,
    atender: impl Fn(TcpStream, SocketAddr) + Send + Sync + 'static,
) -> ! {
    let atender = Arc::new(atender);
    let mut dicho = false;
    loop {
        match listener.accept() {
            // El hilo se lleva su socket y su dirección: son suyos.
            Ok((stream, cliente)) => {
                dicho = false;
                lanzar(aforo, cliente, {
                    let atender = Arc::clone(&atender);
                    move || atender(stream, cliente)
                });
            }
            Err(error) => dicho = descansar(&error, dicho),
        }
    }
}
// ANCHOR_END: aceptar

fn lanzar(
    aforo: &Arc<Aforo>,
    cliente: SocketAddr,
    tarea: impl FnOnce() + Send + 'static,
) {
    let Some(apunte) = Aforo::entrar(aforo) else {
        // Al soltar la tarea se cierra su socket: el cliente ve que le cuelgan.
        return avisar(&format!(
            "{cliente}: no cabe nadie más (hay {MAXIMO})"
        ));
    };
    let hilo =
        thread::Builder::new().stack_size(PILA).spawn(move || {
            // Pase lo que pase en `tarea`, aunque sea un pánico, al salir de aquí se descuenta.
            let _apunte = apunte;
            tarea();
        });
    if let Err(error) = hilo {
        let error = explicar(&error);
        avisar(&format!(
            "{cliente}: no hay sitio para otro hilo ({error})"
        ));
    }
}
