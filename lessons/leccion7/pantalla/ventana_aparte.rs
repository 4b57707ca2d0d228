//! La ventana, en su proceso: abre una de prueba, lo dice, y enseña lo que le manden por stdin (véase
//! [`ventana`](super::ventana)). Si acaba bien es que alguien la ha cerrado, o que ya no hay quien mande.

use std::io::{self, BufReader, Write};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use minifb::{Window, WindowOptions};
use redes::errores::{Fallo, Resultado};

use super::ventana_abierta::{Abierta, Escape, que_falta};
use super::ventana_mensajes::Mensaje;

/// La orden que arranca este proceso. No sale en la ayuda: es para el propio programa, y para `doctor`.
pub const ORDEN: &str = "ventana-aparte";

/// Lo que dice si se puede abrir una ventana; si no, dice por qué.
pub const LISTA: &str = "lista";

/// Mensajes que esperan a que se pinten: con más, quien manda espera.
const EN_COLA: usize = 2;

/// Cumple `ventana-aparte`.
pub fn ejecutar() -> Resultado {
    let fallo = |error| Fallo::de_sistema("no puedo hablar con quien me ha arrancado", error);
    // Windows y macOS siempre pueden. En los demás, una ventana de un punto, que se cierra en el acto: ni se llega a ver.
    if !cfg!(any(windows, target_os = "macos")) {
        let opciones = WindowOptions { borderless: true, ..WindowOptions::default() };
        if let Err(error) = Window::new("leccion7", 1, 1, opciones) {
            // No se vuelve de aquí soltando nada: lo dice y acaba.
            return decir(&que_falta(&error)).map_err(fallo);
        }
    }
    decir(LISTA).map_err(fallo)?;
    let (manda, mandado) = mpsc::sync_channel(EN_COLA);
    thread::spawn(move || {
        let mut entrada = BufReader::with_capacity(1 << 16, io::stdin());
        while let Ok(mensaje) = Mensaje::leer(&mut entrada) {
            if manda.send(mensaje).is_err() {
                return;
            }
        }
    });
    atender(&mandado)
}

fn decir(linea: &str) -> io::Result<()> {
    let mut salida = io::stdout().lock();
    writeln!(salida, "{linea}").and_then(|()| salida.flush())
}

/// Hasta que la cierran, o no queda quien mande.
fn atender(mandado: &Receiver<Mensaje>) -> Resultado {
    let escape = Escape::default();
    let mut abierta: Option<Abierta> = None;
    loop {
        // Sin ventana no hay nada que refrescar: se espera a la primera imagen.
        let mensaje = match &abierta {
            None => mandado.recv().map_err(TryRecvError::from),
            Some(_) => mandado.try_recv(),
        };
        match (mensaje, &mut abierta) {
            (Ok(Mensaje::Empieza { ancho, alto }), _) => empezar(&mut abierta, (ancho, alto), &escape)?,
            (Ok(Mensaje::Titulo(titulo)), Some(abierta)) => abierta.titular(&titulo),
            (Ok(Mensaje::Pixeles(pixeles)), Some(abierta)) => {
                abierta.pintar(pixeles);
                abierta.refrescar()?;
            }
            (Err(TryRecvError::Disconnected), _) => return Ok(()),
            (Err(TryRecvError::Empty), Some(abierta)) => abierta.refrescar()?,
            _ => {}
        }
        if abierta.as_ref().is_some_and(|abierta| !abierta.sigue()) || escape.pulsado() {
            return Ok(());
        }
    }
}

/// Enseña una imagen nueva: en la misma ventana si mide lo mismo; si no, en otra.
fn empezar(abierta: &mut Option<Abierta>, medidas: (u32, u32), escape: &Escape) -> Resultado {
    match abierta {
        Some(abierta) if abierta.sirve_para(medidas) => {}
        _ => {
            // Se abre la nueva antes de cerrar la vieja: si no, habría un instante sin ninguna.
            let vieja = abierta.replace(Abierta::nueva(medidas, escape.clone())?);
            if let Some(mut vieja) = vieja {
                vieja.despedir(escape);
            }
        }
    }
    Ok(())
}
