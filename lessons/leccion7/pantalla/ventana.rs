//! La ventana: enseña la vista del lienzo unas treinta veces por segundo, mientras la red va a lo suyo.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use minifb::{Window, WindowOptions};
use redes::errores::{Fallo, Resultado};

use super::ventana_abierta::{Abierta, Escape, explicar};
use crate::pixeles::aviso::Aviso;
use crate::pixeles::vista::Vista;

/// Los avisos que se atienden entre imagen e imagen: por muchos que lleguen, la ventana no deja de responder.
const AVISOS: usize = 100;

/// ¿Parece que hay dónde abrir una ventana? Windows y macOS siempre tienen; en los demás lo dice `DISPLAY`.
pub fn hay_pantalla() -> bool {
    cfg!(any(windows, target_os = "macos")) || std::env::var_os("DISPLAY").is_some_and(|pantalla| !pantalla.is_empty())
}

/// Comprueba que se podrá abrir una ventana, antes de que llegue la imagen que la necesita.
pub fn probar() -> Resultado {
    let remedio = "Usa --vista terminal o --vista ninguna.";
    if !hay_pantalla() {
        return Err(Fallo::nuevo("no puedo abrir una ventana: no hay pantalla (la variable DISPLAY está vacía)")
            .remedio(remedio));
    }
    if cfg!(any(windows, target_os = "macos")) {
        return Ok(());
    }
    // Una ventana de un punto, que se cierra en el acto: ni se llega a ver.
    let opciones = WindowOptions { borderless: true, ..WindowOptions::default() };
    Window::new("leccion7", 1, 1, opciones).map(drop).map_err(|error| explicar(&error))
}

/// Atiende la ventana hasta que alguien la cierra o el hilo de la red termina.
pub fn mostrar(avisos: &Receiver<Aviso>) -> Resultado {
    let escape = Escape::default();
    let mut abierta: Option<Abierta> = None;
    loop {
        for _ in 0..AVISOS {
            // Sin ventana no hay nada que refrescar: se espera al primer anuncio. Con ella, se mira y se sigue.
            let aviso = if abierta.is_some() { avisos.try_recv() } else { avisos.recv().map_err(TryRecvError::from) };
            match aviso {
                Ok(Aviso::Linea(linea)) => println!("{linea}"),
                Ok(Aviso::Empieza(vista)) => empezar(&mut abierta, vista, &escape)?,
                Ok(Aviso::Termina(fin)) => {
                    if let Some(abierta) = &mut abierta {
                        abierta.termina(fin);
                    }
                }
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => break,
            }
        }
        if let Some(abierta) = &mut abierta {
            abierta.refrescar()?;
            if !abierta.sigue() || escape.pulsado() {
                return Ok(());
            }
        }
    }
}

/// Enseña una imagen nueva: en la misma ventana si mide lo mismo; si no, en otra.
fn empezar(abierta: &mut Option<Abierta>, vista: Arc<Vista>, escape: &Escape) -> Resultado {
    match abierta {
        Some(abierta) if abierta.sirve_para(&vista) => abierta.cambiar(vista),
        _ => {
            // Se abre la nueva antes de cerrar la vieja: si no, habría un instante sin ninguna.
            let vieja = abierta.replace(Abierta::nueva(vista, escape.clone())?);
            if let Some(mut vieja) = vieja {
                vieja.despedir(escape);
            }
        }
    }
    Ok(())
}
