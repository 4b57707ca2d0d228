//! Un hilo por cliente: aceptar, y dejar a cada uno con el suyo mientras se acepta al siguiente.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use redes::errores::explicar;

/// La pila de cada hilo. Si no se dice nada son 2 MiB, que para 10 000 clientes serían 20 GiB (de direcciones, no de
/// memoria: solo ocupa la parte que se usa).
pub const PILA: usize = 256 * 1024;

/// Cuántos clientes a la vez, como mucho. Linux deja unos 16 000 hilos por proceso con sus valores habituales
/// (`vm.max_map_count`), y es mejor decir «está lleno» que llegar al límite y descubrir qué se rompe.
pub const MAXIMO: usize = 12_000;

/// Lo que se descansa cuando `accept` falla: si falta algo (descriptores, memoria), no vuelve en un microsegundo.
const RESPIRO: Duration = Duration::from_millis(100);

/// Los hilos que hay en marcha.
#[derive(Debug, Default)]
pub struct Hilos {
    cuantos: Mutex<usize>,
    menos: Condvar,
    atendidos: AtomicUsize,
}

impl Hilos {
    // ANCHOR: aceptar
    /// Acepta clientes y le da un hilo a cada uno. No vuelve nunca.
    pub fn aceptar(
        self: &Arc<Self>,
        listener: &TcpListener,
        atender: impl Fn(TcpStream, SocketAddr) + Send + Sync + 'static,
    ) -> ! {
        let atender = Arc::new(atender);
        loop {
            match listener.accept() {
                // El hilo se lleva su socket y su dirección: son suyos.
                Ok((stream, cliente)) => self.lanzar(cliente, {
                    let atender = Arc::clone(&atender);
                    move || atender(stream, cliente)
                }),
                Err(error) => {
                    eprintln!(
                        "no he podido coger una llamada: {}",
                        explicar(&error)
                    );
                    thread::sleep(RESPIRO);
                }
            }
        }
    }
    // ANCHOR_END: aceptar

    fn lanzar(
        self: &Arc<Self>,
        cliente: SocketAddr,
        tarea: impl FnOnce() + Send + 'static,
    ) {
        if *self.mirar() >= MAXIMO {
            // Al soltar la tarea se cierra su socket: el cliente ve que le cuelgan.
            return eprintln!(
                "{cliente}: no cabe nadie más (hay {MAXIMO})"
            );
        }
        *self.mirar() += 1;
        let apunte = Apunte(Arc::clone(self));
        let hilo =
            thread::Builder::new().stack_size(PILA).spawn(move || {
                // Pase lo que pase en `tarea`, aunque sea un pánico, al salir de aquí se descuenta.
                let _apunte = apunte;
                tarea();
            });
        if let Err(error) = hilo {
            eprintln!(
                "{cliente}: no hay sitio para otro hilo ({})",
                explicar(&error)
            );
        }
    }

    /// Cuántos clientes se han atendido hasta el final.
    pub fn atendidos(&self) -> usize {
        self.atendidos.load(Ordering::Relaxed)
    }

    /// Espera a que terminen todos, pero no más de `plazo`.
    pub fn esperar(&self, plazo: Duration) {
        let quedan = |cuantos: &mut usize| *cuantos > 0;
        drop(self.menos.wait_timeout_while(
            self.mirar(),
            plazo,
            quedan,
        ));
    }

    /// Espera a que se hayan atendido `cuantos`.
    pub fn esperar_atendidos(&self, cuantos: usize) {
        let faltan = |_: &mut usize| self.atendidos() < cuantos;
        drop(self.menos.wait_while(self.mirar(), faltan));
    }

    fn mirar(&self) -> std::sync::MutexGuard<'_, usize> {
        self.cuantos.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Mientras vive, cuenta como un hilo en marcha.
struct Apunte(Arc<Hilos>);

impl Drop for Apunte {
    fn drop(&mut self) {
        let mut cuantos = self.0.mirar();
        *cuantos -= 1;
        self.0.atendidos.fetch_add(1, Ordering::Relaxed);
        self.0.menos.notify_all();
    }
}
