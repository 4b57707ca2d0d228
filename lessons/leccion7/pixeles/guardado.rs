//! Guardar lo recibido sin que la red espere: el PNG se escribe en su propio hilo.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use redes::errores::{Fallo, Resultado};

use super::aviso::Aviso;
use super::lienzo::Lienzo;
use super::png;

/// Guarda imágenes de una en una. Si llega otra antes de acabar, espera: en memoria nunca hay más de dos.
pub struct Guardado {
    salida: Option<PathBuf>,
    sobrescribir: bool,
    avisa: Sender<Aviso>,
    orden: u64,
    hilo: Option<JoinHandle<Resultado>>,
    fallo: Option<Fallo>,
}

impl Guardado {
    pub fn nuevo(salida: Option<PathBuf>, sobrescribir: bool, avisa: Sender<Aviso>) -> Self {
        Self { salida, sobrescribir, avisa, orden: 0, hilo: None, fallo: None }
    }

    /// Empieza a guardar una imagen, si se ha pedido guardarlas. El nombre lo decide quien arrancó el servidor:
    /// nada de lo que llega por la red se usa como ruta.
    pub fn guardar(&mut self, lienzo: Lienzo) {
        self.acabar();
        let Some(salida) = &self.salida else { return };
        self.orden += 1;
        let ruta = png::numerada(salida, self.orden, self.sobrescribir);
        let avisa = self.avisa.clone();
        self.hilo = Some(thread::spawn(move || {
            let plano = lienzo.plano;
            png::guardar(&ruta, &plano, lienzo.en_datos())?;
            let _ = avisa.send(Aviso::Linea(format!("  guardada en {}", ruta.display())));
            Ok(())
        }));
    }

    fn acabar(&mut self) {
        let Some(hilo) = self.hilo.take() else { return };
        let resultado = hilo.join().unwrap_or_else(|_| Err(Fallo::nuevo("el hilo que guarda se ha detenido")));
        if let Err(fallo) = resultado {
            eprintln!("error: {fallo}");
            self.fallo = Some(Fallo::nuevo("alguna imagen no se ha podido guardar"));
        }
    }

    /// Espera a que se guarde la última. Es un fallo que alguna no se haya podido guardar.
    pub fn esperar(mut self) -> Resultado {
        self.acabar();
        self.fallo.map_or(Ok(()), Err)
    }
}
