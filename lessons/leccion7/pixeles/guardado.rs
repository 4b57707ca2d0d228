//! Guardar lo recibido sin que la red espere: el PNG se escribe en su propio hilo.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use redes::consola::{self, visible};
use redes::errores::{Fallo, Resultado};

use super::aviso::Aviso;
use super::lienzo::Lienzo;
use super::png;
use crate::fichero::destino::Destino;

/// Guarda imágenes de una en una. Si llega otra antes de acabar, espera: en memoria nunca hay más de dos.
pub struct Guardado {
    destino: Option<Arc<Destino>>,
    avisa: Sender<Aviso>,
    hilo: Option<JoinHandle<bool>>,
    bien: bool,
}

impl Guardado {
    pub fn nuevo(destino: Option<Destino>, avisa: Sender<Aviso>) -> Self {
        Self { destino: destino.map(Arc::new), avisa, hilo: None, bien: true }
    }

    /// Empieza a guardar una imagen, si se ha pedido guardarlas. El nombre lo decide quien arrancó el servidor:
    /// nada de lo que llega por la red se usa como ruta.
    pub fn guardar(&mut self, lienzo: Lienzo) {
        self.acabar();
        let Some(destino) = self.destino.clone() else { return };
        let avisa = self.avisa.clone();
        self.hilo = Some(thread::spawn(move || {
            let plano = lienzo.plano;
            match png::guardar(&destino, &plano, lienzo.en_datos()) {
                Ok(ruta) => {
                    let _ = avisa.send(Aviso::Linea(format!("  guardada en {}", visible(&ruta.to_string_lossy()))));
                    true
                }
                // Se dice en el acto: quizá no haya otra imagen hasta mañana.
                Err(fallo) => {
                    consola::lamentar(&format!("error: {fallo}"));
                    false
                }
            }
        }));
    }

    fn acabar(&mut self) {
        let Some(hilo) = self.hilo.take() else { return };
        self.bien &= hilo.join().unwrap_or(false);
    }

    /// Espera a que se guarde la última. Es un fallo que alguna no se haya podido guardar.
    pub fn esperar(mut self) -> Resultado {
        self.acabar();
        if self.bien { Ok(()) } else { Err(Fallo::nuevo("alguna imagen no se ha podido guardar")) }
    }
}
