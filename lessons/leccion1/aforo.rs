//! El aforo: tantas entradas como clientes caben. Quien llega coge una y, al irse, la devuelve.
//!
//! Las entradas libres están en un canal (`mpsc`): lo que uno mete por un lado, otro lo saca por el otro; si está
//! vacío, quien quiere sacar espera.

use std::sync::mpsc::{Receiver, Sender, channel};

/// La taquilla.
pub struct Aforo {
    libres: Receiver<()>,
    devolver: Sender<()>,
}

/// Una entrada. Se devuelve sola al salir de su ámbito, como se cierra un socket.
pub struct Entrada(Sender<()>);

impl Aforo {
    /// Una taquilla con todas sus entradas.
    pub fn de(plazas: usize) -> Self {
        let (devolver, libres) = channel();
        for _ in 0..plazas {
            drop(Entrada(devolver.clone()));
        }
        Self { libres, devolver }
    }

    /// Coge una entrada; si no queda ninguna, espera a que alguien se vaya.
    pub fn entrar(&self) -> Entrada {
        // No puede fallar: el otro lado del canal también es nuestro.
        let _ = self.libres.recv();
        Entrada(self.devolver.clone())
    }
}

impl Drop for Entrada {
    fn drop(&mut self) {
        // Si la taquilla ya ha cerrado, no hay a quién devolverla.
        let _ = self.0.send(());
    }
}

#[cfg(test)]
mod pruebas {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn nunca_hay_dentro_mas_de_los_que_caben() {
        let (aforo, dentro) = (Aforo::de(3), AtomicUsize::new(0));
        thread::scope(|hilos| {
            for _ in 0..50 {
                let entrada = aforo.entrar();
                assert!(dentro.fetch_add(1, Ordering::SeqCst) < 3);
                hilos.spawn(|| {
                    thread::yield_now();
                    dentro.fetch_sub(1, Ordering::SeqCst);
                    drop(entrada);
                });
            }
        });
    }

    #[test]
    fn la_entrada_vuelve_aunque_su_dueno_acabe_mal() {
        let aforo = Aforo::de(1);
        for _ in 0..3 {
            let entrada = aforo.entrar();
            let hilo = thread::spawn(move || {
                let _entrada = entrada;
                std::panic::resume_unwind(Box::new("a medias"));
            });
            assert!(hilo.join().is_err());
        }
    }
}
