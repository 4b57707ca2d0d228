//! Contar lo que va pasando sin que nadie espere: escribe un hilo aparte.
//!
//! Escribir en una terminal también puede esperar: con Ctrl-S, con un texto seleccionado en la consola de Windows o con una
//! tubería que nadie vacía, `write` no vuelve. Si escribiera quien atiende a los clientes, se pararían todos. Es la misma
//! cura que con el cliente que no lee: quien cuenta no espera a nadie, y lo que no cabe se pierde.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Sender, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{avisar, contar};

/// Cuántas líneas pueden esperar a que se las lea alguien. Sobra para cualquier terminal que de verdad esté escribiendo.
const PENDIENTES: usize = 1024;

/// Si no caben más, lo que se espera la primera vez, por si solo va despacio. Después se pierden hasta que quepan.
const POR_SI_ACASO: Duration = Duration::from_secs(1);

/// Lo que se espera al acabar a que esté todo escrito.
const DESPEDIDA: Duration = Duration::from_secs(2);

static DE_SALIDA: OnceLock<Cronista> = OnceLock::new();
static DE_ERRORES: OnceLock<Cronista> = OnceLock::new();

/// Como [`contar`], pero sin esperar a que se escriba: para quien atiende a otros.
pub fn narrar(linea: &str) {
    DE_SALIDA.get_or_init(Cronista::nuevo).contar(linea);
}

/// Como [`avisar`], pero sin esperar a que se escriba: para quien atiende a otros.
pub fn lamentar(frase: &str) {
    DE_ERRORES.get_or_init(|| Cronista::que_escribe(avisar)).contar(frase);
}

/// El programa acaba: que esté escrito todo lo narrado, si se puede.
pub fn acabar_de_narrar() {
    [&DE_SALIDA, &DE_ERRORES].into_iter().filter_map(OnceLock::get).for_each(|cronista| cronista.despedir(DESPEDIDA));
}

/// Quien escribe, y lo que se le ha encargado.
#[derive(Debug)]
pub struct Cronista {
    pendientes: SyncSender<Encargo>,
    /// No cabía nada más, y se ha esperado ya.
    atascado: AtomicBool,
}

#[derive(Debug)]
enum Encargo {
    Linea(String),
    /// Avisar de que está escrito todo lo anterior.
    Avisar(Sender<()>),
}

impl Cronista {
    /// Un cronista que escribe en stdout.
    #[must_use]
    pub fn nuevo() -> Self {
        Self::que_escribe(contar)
    }

    fn que_escribe(escribir: impl Fn(&str) + Send + 'static) -> Self {
        let (pendientes, encargos) = sync_channel(PENDIENTES);
        thread::spawn(move || {
            for encargo in encargos {
                match encargo {
                    Encargo::Linea(linea) => escribir(&linea),
                    Encargo::Avisar(avisa) => drop(avisa.send(())),
                }
            }
        });
        Self { pendientes, atascado: AtomicBool::new(false) }
    }

    /// Deja encargada una línea. Si la salida se atasca espera un momento, una vez.
    pub fn contar(&self, linea: &str) {
        let mut encargo = Encargo::Linea(linea.to_string());
        let inicio = Instant::now();
        while let Err(TrySendError::Full(devuelto)) = self.pendientes.try_send(encargo) {
            if self.atascado.load(Relaxed) || inicio.elapsed() > POR_SI_ACASO {
                self.atascado.store(true, Relaxed);
                return;
            }
            encargo = devuelto;
            thread::sleep(Duration::from_millis(1));
        }
        self.atascado.store(false, Relaxed);
    }

    /// Espera a que esté todo escrito, pero no más de `plazo`.
    pub fn despedir(&self, plazo: Duration) {
        let (avisa, escrito) = channel();
        let encargo = Encargo::Avisar(avisa);
        if self.pendientes.try_send(encargo).is_ok() {
            let _ = escrito.recv_timeout(plazo);
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    const DE_SOBRA: Duration = Duration::from_secs(20);

    #[test]
    fn se_escribe_todo_y_en_orden_antes_de_despedirse() {
        let (escribe, escrito) = channel();
        let cronista = Cronista::que_escribe(move |linea| escribe.send(linea.to_string()).unwrap());
        // Muchas más de las que caben: si quien escribe solo va despacio, no se pierde ninguna.
        let lineas: Vec<String> = (0..10 * PENDIENTES).map(|numero| numero.to_string()).collect();
        lineas.iter().for_each(|linea| cronista.contar(linea));
        cronista.despedir(DE_SOBRA);
        assert_eq!(escrito.try_iter().collect::<Vec<_>>(), lineas);
    }

    #[test]
    fn si_no_se_puede_escribir_se_espera_una_vez_y_no_mas() {
        let (suelta, atasco) = channel::<()>();
        let cronista = Cronista::que_escribe(move |_| {
            let _ = atasco.recv();
        });
        let inicio = Instant::now();
        for numero in 0..100 * PENDIENTES {
            cronista.contar(&numero.to_string());
        }
        cronista.despedir(DE_SOBRA);
        assert!(inicio.elapsed() < DE_SOBRA, "{:?}", inicio.elapsed());
        drop(suelta);
    }
}
