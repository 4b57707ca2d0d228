//! El dibujo en la terminal, que se rehace unas diez veces por segundo mientras llega la imagen.
//!
//! No se esconde el cursor ni se cambia de pantalla: lo que no se toca no hay que restaurarlo, ni siquiera si el
//! programa acaba con Ctrl-C a mitad de un dibujo.

use std::io::{self, IsTerminal, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use redes::consola::{self, terminal_tonta};

use super::bloques::{Colores, dibujar, espacio};
use crate::pixeles::aviso::Aviso;
use crate::pixeles::vista::Vista;

/// Lo menos que pasa entre un dibujo y el siguiente: 10 por segundo bastan y no saturan una conexión remota.
const PAUSA: Duration = Duration::from_millis(100);

/// Dibuja lo que va llegando hasta que el hilo de la red termina. Sin terminal, solo el resultado de cada imagen.
pub fn mostrar(avisos: &Receiver<Aviso>) {
    let mut dibujo: Option<Dibujo> = None;
    let viva = reescribible(&io::stdout());
    loop {
        match avisos.recv_timeout(PAUSA) {
            Ok(Aviso::Linea(linea)) => {
                // El dibujo a medias se borra y vuelve a salir debajo de la línea.
                if let Some(dibujo) = &mut dibujo {
                    dibujo.borrar();
                }
                consola::contar(&linea);
            }
            Ok(Aviso::Empieza(vista)) => dibujo = Some(Dibujo::de(vista)),
            Ok(Aviso::Termina(_)) => {
                if let Some(dibujo) = dibujo.take() {
                    dibujo.pintar();
                }
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some(dibujo) = &mut dibujo
            && viva
        {
            dibujo.refrescar();
        }
    }
}

/// ¿Se puede volver atrás para reescribir? En un fichero no, y en una terminal que se declara tonta, tampoco.
pub fn reescribible(salida: &impl IsTerminal) -> bool {
    salida.is_terminal() && !terminal_tonta()
}

struct Dibujo {
    vista: Arc<Vista>,
    /// Los trozos que había en el último dibujo: si no ha llegado nada, no se repite.
    llegados: Option<u32>,
    /// Las filas de terminal del último dibujo, para volver a subir y pintar encima.
    filas: usize,
    espacio: (usize, usize),
    ultimo: Option<Instant>,
}

impl Dibujo {
    fn de(vista: Arc<Vista>) -> Self {
        Self { vista, llegados: None, filas: 0, espacio: espacio(), ultimo: None }
    }

    fn borrar(&mut self) {
        if self.filas > 0 {
            let _ = write!(io::stdout(), "\r\x1b[{}A\x1b[J", self.filas);
            self.filas = 0;
            self.llegados = None;
        }
    }

    fn refrescar(&mut self) {
        let pronto = self.ultimo.is_some_and(|ultimo| ultimo.elapsed() < PAUSA);
        if pronto || self.llegados == Some(self.vista.llegados()) {
            return;
        }
        self.llegados = Some(self.vista.llegados());
        self.ultimo = Some(Instant::now());
        // Si la terminal ha cambiado de tamaño, no se sabe adónde ha ido a parar el dibujo anterior: se deja ahí.
        if std::mem::replace(&mut self.espacio, espacio()) != self.espacio {
            self.filas = 0;
        }
        let lineas = dibujar(&self.vista, self.espacio, Colores::detectar());
        self.escribir(&lineas);
        self.filas = lineas.len();
    }

    fn pintar(self) {
        self.escribir(&dibujar(&self.vista, espacio(), Colores::detectar()));
    }

    /// Todo el dibujo de una vez, subiendo primero hasta donde empezaba el anterior: así no parpadea.
    fn escribir(&self, lineas: &[String]) {
        let mut texto = if self.filas > 0 { format!("\r\x1b[{}A", self.filas) } else { String::new() };
        let fin = if reescribible(&io::stdout()) { "\x1b[K\n" } else { "\n" };
        for linea in lineas {
            texto.push_str(linea);
            texto.push_str(fin);
        }
        let mut salida = io::stdout().lock();
        let _ = salida.write_all(texto.as_bytes()).and_then(|()| salida.flush());
    }
}
