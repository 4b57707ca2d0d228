//! Quien escribe lo que va pasando en la salida del servidor: un hilo aparte.
//!
//! Escribir en una terminal también puede esperar: con Ctrl-S, con un texto seleccionado en la consola de Windows o con una
//! tubería que nadie vacía, `write` no vuelve. Si escribiera el presentador, se pararía la partida de todos. Es la misma
//! cura que con el jugador que no lee: quien cuenta no espera a nadie, y lo que no cabe se pierde.

use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use redes::consola;

/// Cuántas líneas pueden esperar a que se las lea alguien; las siguientes se pierden. Sobra para cualquier terminal que
/// de verdad esté escribiendo.
const PENDIENTES: usize = 1024;

pub struct Cronista {
    pendientes: SyncSender<Encargo>,
}

enum Encargo {
    Linea(String),
    /// Avisar de que está escrito todo lo anterior.
    Avisar(Sender<()>),
}

impl Cronista {
    /// Un cronista que escribe en stdout.
    pub fn nuevo() -> Self {
        Self::que_escribe(consola::contar)
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
        Self { pendientes }
    }

    /// Deja encargada una línea. No espera nunca.
    pub fn contar(&self, linea: &str) {
        let encargo = Encargo::Linea(linea.to_string());
        let _ = self.pendientes.try_send(encargo);
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
        let cronista = Cronista::que_escribe(move |linea| {
            escribe.send(linea.to_string()).unwrap();
        });
        let lineas: Vec<String> =
            (0..100).map(|numero| numero.to_string()).collect();
        lineas.iter().for_each(|linea| cronista.contar(linea));
        cronista.despedir(DE_SOBRA);
        assert_eq!(escrito.try_iter().collect::<Vec<_>>(), lineas);
    }

    #[test]
    fn si_no_se_puede_escribir_no_se_espera() {
        let (suelta, atasco) = channel::<()>();
        let cronista = Cronista::que_escribe(move |_| {
            let _ = atasco.recv();
        });
        for numero in 0..10 * PENDIENTES {
            cronista.contar(&numero.to_string());
        }
        cronista.despedir(DE_SOBRA);
        drop(suelta);
    }
}
