//! Lo que escribe un programa en una de sus salidas. Lo lee un hilo aparte, para que nunca tenga que esperar a nadie.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crate::guardian;
use crate::sistema;
use redes::hilos::tomar;

/// Lo más que se guarda de cada salida; el mayor de los casos pide 8 MiB. Lo que venga detrás se cuenta y se tira.
const SE_GUARDA: usize = 24 * 1024 * 1024;
/// Lo más que se espera a leer lo que ya ha escrito.
const ATRASO: Duration = Duration::from_secs(1);

/// Lo que ha escrito en una de sus salidas.
#[derive(Default)]
pub struct Escrito {
    pub bytes: Vec<u8>,
    /// Cuántos son con los que se han tirado.
    pub total: u64,
    pub cerrado: bool,
}

/// Una de sus salidas, que va leyendo un hilo.
#[derive(Default)]
pub struct Flujo {
    escrito: Mutex<Escrito>,
    /// Avisa cuando llega algo, y al final.
    pub aviso: Condvar,
    /// El hilo que lo lee, si el sistema le da nombre, y si ha ido ya a por más.
    lector: OnceLock<PathBuf>,
    a_por_mas: AtomicBool,
}

impl Flujo {
    /// Lo escrito hasta ahora.
    pub fn escrito(&self) -> MutexGuard<'_, Escrito> {
        tomar(&self.escrito)
    }

    /// Espera a que quien lo lee haya recogido todo lo que hay: si ha ido a por más y duerme, es que no hay más. En una
    /// máquina ocupada puede llevar un rato queriendo un procesador, con algo ya escrito por leer.
    pub fn poner_al_dia(&self) {
        let hasta = Instant::now() + ATRASO;
        while Instant::now() < hasta && !self.escrito().cerrado {
            let lector = self.lector.get();
            if self.a_por_mas.load(Ordering::SeqCst)
                && lector.and_then(|lector| sistema::hilo_en_marcha(lector)) != Some(true)
            {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Lee una salida en un hilo aparte, para que el programa nunca tenga que esperar a que alguien la lea.
///
/// Quien escribe más de lo `permitido`, que crece con lo que cruza, no para de escribir: se acaba con él.
pub fn leer(
    de: Option<impl Read + Send + 'static>,
    pid: u32,
    exceso: &Arc<AtomicU64>,
    permitido: &Arc<AtomicU64>,
) -> Arc<Flujo> {
    let flujo = Arc::new(Flujo::default());
    let (suyo, exceso, permitido) = (Arc::clone(&flujo), Arc::clone(exceso), Arc::clone(permitido));
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        if let Some(hilo) = sistema::este_hilo() {
            let _ = suyo.lector.set(hilo);
        }
        if let Some(mut de) = de {
            let leer = |de: &mut dyn Read, buffer: &mut [u8]| {
                suyo.a_por_mas.store(true, Ordering::SeqCst);
                let leidos = de.read(buffer);
                suyo.a_por_mas.store(false, Ordering::SeqCst);
                leidos
            };
            while let Ok(leidos @ 1..) = leer(&mut de, &mut buffer) {
                let mut escrito = suyo.escrito();
                escrito.total += leidos as u64;
                if escrito.total > permitido.load(Ordering::Relaxed) {
                    exceso.store(u64::MAX, Ordering::SeqCst);
                    drop(escrito);
                    guardian::matar_grupo(pid);
                    break;
                }
                let caben = leidos.min(SE_GUARDA - escrito.bytes.len());
                escrito.bytes.extend_from_slice(&buffer[..caben]);
                drop(escrito);
                suyo.aviso.notify_all();
            }
        }
        suyo.escrito().cerrado = true;
        suyo.aviso.notify_all();
    });
    flujo
}
