//! Lo que se dibuja: la imagen en una ventana ([`ventana`]) o en la terminal ([`terminal`], hecha de [`bloques`]), y las
//! barras de progreso.

pub mod barra_de_bytes;
pub mod barra_de_trozos;
pub mod bloques;
pub mod terminal;
pub mod ventana;
pub mod ventana_abierta;
pub mod ventana_aparte;
pub mod ventana_mensajes;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use clap::ValueEnum;
use redes::consola;
use redes::errores::{Fallo, Resultado};

use crate::pixeles::aviso::Aviso;
use ventana::{Cierre, Ventana};

/// Dónde se dibuja.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pantalla {
    Ventana,
    Terminal,
    Ninguna,
}

/// Dónde se dibuja, ya preparado.
pub enum Donde {
    Ventana(Ventana),
    Terminal,
    Ninguna,
}

/// Recibe imágenes en un hilo y las enseña en `donde`. Quien dibuja y la red van cada uno por su lado: dibujar no frena la
/// recepción. Si la ventana muere, se sigue sin ella.
pub fn ensenar(
    donde: Donde,
    recibir: impl FnOnce(&Sender<Aviso>, &AtomicBool) -> Resultado + Send + 'static,
) -> Resultado {
    let (avisa, avisos) = mpsc::channel();
    let parar = Arc::new(AtomicBool::new(false));
    let red = {
        let parar = Arc::clone(&parar);
        thread::spawn(move || recibir(&avisa, &parar))
    };
    let cerrada = match donde {
        Donde::Ventana(ventana) => matches!(ventana::mostrar(ventana, &avisos), Cierre::Querido),
        Donde::Terminal => {
            terminal::mostrar(&avisos);
            false
        }
        Donde::Ninguna => false,
    };
    parar.store(cerrada, Relaxed);
    contar(&avisos);
    red.join().unwrap_or_else(|_| Err(Fallo::nuevo("el hilo que recibe se ha detenido")))
}

/// Sin dibujo: solo las líneas, hasta que el hilo de la red termina.
fn contar(avisos: &Receiver<Aviso>) {
    for aviso in avisos {
        if let Aviso::Linea(linea) = aviso {
            consola::contar(&linea);
        }
    }
}
