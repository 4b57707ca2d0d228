//! Lo que se dibuja: la imagen en una ventana ([`ventana`]) o en la terminal ([`terminal`], hecha de [`bloques`]), y las
//! barras de progreso.

pub mod barra_de_bytes;
pub mod barra_de_trozos;
pub mod bloques;
pub mod terminal;
pub mod ventana;
pub mod ventana_abierta;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use clap::ValueEnum;
use redes::errores::{Fallo, Resultado};

use crate::pixeles::aviso::Aviso;

/// Dónde se dibuja.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pantalla {
    Ventana,
    Terminal,
    Ninguna,
}

/// Recibe imágenes en un hilo y las enseña en `pantalla`. La ventana va en el hilo principal (macOS lo exige) y la red en el
/// suyo: dibujar no frena la recepción.
pub fn ensenar(
    pantalla: Pantalla,
    recibir: impl FnOnce(&Sender<Aviso>, &AtomicBool) -> Resultado + Send + 'static,
) -> Resultado {
    let (avisa, avisos) = mpsc::channel();
    let parar = Arc::new(AtomicBool::new(false));
    let red = {
        let parar = Arc::clone(&parar);
        thread::spawn(move || recibir(&avisa, &parar))
    };
    let dibujado = match pantalla {
        Pantalla::Ventana => ventana::mostrar(&avisos),
        Pantalla::Terminal => {
            terminal::mostrar(&avisos);
            Ok(())
        }
        Pantalla::Ninguna => Ok(()),
    };
    parar.store(dibujado.is_err() || pantalla == Pantalla::Ventana, Relaxed);
    contar(&avisos);
    let recibido = red.join().unwrap_or_else(|_| Err(Fallo::nuevo("el hilo que recibe se ha detenido")));
    dibujado.and(recibido)
}

/// Sin dibujo: solo las líneas, hasta que el hilo de la red termina.
fn contar(avisos: &Receiver<Aviso>) {
    for aviso in avisos {
        if let Aviso::Linea(linea) = aviso {
            println!("{linea}");
        }
    }
}
