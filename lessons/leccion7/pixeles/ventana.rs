//! La ventana: enseña la vista del lienzo unas treinta veces por segundo, mientras la red va a lo suyo.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use minifb::{InputCallback, Key, ScaleMode, Window, WindowOptions};
use redes::errores::{Fallo, Resultado};

use super::lienzo::Vista;
use super::receptor::Final;
use super::servidor::Aviso;

/// Con menos, una imagen diminuta no se vería: se amplía hasta que uno de sus lados llegue aquí.
const COMODO: usize = 320;

/// Imágenes por segundo: a la vista le basta, y deja el procesador a la red.
const RITMO: usize = 30;

/// Los avisos que se atienden entre imagen e imagen: por muchos que lleguen, la ventana no deja de responder.
const AVISOS: usize = 100;

/// ¿Parece que hay dónde abrir una ventana? Windows y macOS siempre tienen; en los demás lo dice `DISPLAY`.
pub fn hay_pantalla() -> bool {
    cfg!(any(windows, target_os = "macos")) || std::env::var_os("DISPLAY").is_some_and(|pantalla| !pantalla.is_empty())
}

/// Comprueba que se podrá abrir una ventana, antes de que llegue la imagen que la necesita.
///
/// # Errors
/// Una frase que dice qué falta.
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

/// `minifb` lo cuenta en inglés y con detalles de X11; aquí, qué falta y qué probar.
fn explicar(error: &minifb::Error) -> Fallo {
    let detalle = error.to_string();
    let falta = if detalle.contains("XCursor") {
        "falta la biblioteca libXcursor".to_string()
    } else if detalle.contains("load Xlib") {
        "falta la biblioteca libX11".to_string()
    } else if detalle.contains("XOpenDisplay") {
        let pantalla = std::env::var("DISPLAY").unwrap_or_default();
        format!("nadie atiende en la pantalla «{pantalla}» (variable DISPLAY)")
    } else {
        "el sistema no la ha querido abrir".to_string()
    };
    Fallo::nuevo(format!("no puedo abrir una ventana: {falta}")).remedio("Usa --vista terminal o --vista ninguna.")
}

/// Atiende la ventana hasta que alguien la cierra o el hilo de la red termina.
///
/// # Errors
/// Si la ventana no se puede abrir.
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
                        abierta.fin = Some(fin);
                    }
                }
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => break,
            }
        }
        if let Some(abierta) = &mut abierta {
            abierta.refrescar()?;
            if !abierta.window.is_open() || escape.0.get() {
                return Ok(());
            }
        }
    }
}

/// Enseña una imagen nueva: en la misma ventana si mide lo mismo; si no, en otra.
fn empezar(abierta: &mut Option<Abierta>, vista: Arc<Vista>, escape: &Escape) -> Resultado {
    match abierta {
        Some(abierta) if (abierta.vista.ancho, abierta.vista.alto) == (vista.ancho, vista.alto) => {
            abierta.vista = vista;
            abierta.fin = None;
        }
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

/// Si se ha pulsado Esc, en esta ventana o en otra anterior. Se apunta al llegar la pulsación: preguntar en cada
/// imagen si la tecla *está* bajada no ve a quien la pulsa y la suelta entre una y la siguiente.
#[derive(Clone, Default)]
struct Escape(Rc<Cell<bool>>);

impl InputCallback for Escape {
    fn add_char(&mut self, _: u32) {}

    fn set_key_state(&mut self, tecla: Key, bajada: bool) {
        if tecla == Key::Escape && bajada {
            self.0.set(true);
        }
    }
}

struct Abierta {
    window: Window,
    vista: Arc<Vista>,
    buffer: Vec<u32>,
    titulo: String,
    fin: Option<Final>,
}

impl Abierta {
    fn nueva(vista: Arc<Vista>, escape: Escape) -> Resultado<Self> {
        let ampliada = (COMODO / vista.ancho.max(vista.alto)).max(1);
        let (ancho, alto) = ((vista.ancho * ampliada).max(160), (vista.alto * ampliada).max(120));
        let opciones =
            WindowOptions { resize: true, scale_mode: ScaleMode::AspectRatioStretch, ..WindowOptions::default() };
        let mut window = Window::new("Píxeles", ancho, alto, opciones).map_err(|error| explicar(&error))?;
        window.set_target_fps(RITMO);
        window.set_input_callback(Box::new(escape));
        Ok(Self { window, vista, buffer: Vec::new(), titulo: String::new(), fin: None })
    }

    /// Pinta lo que haya, y de paso atiende al teclado y al ratón.
    fn refrescar(&mut self) -> Resultado {
        let (ancho, alto) = self.vista.medidas;
        let estado = match self.fin {
            Some(Final::Completa) => "completa".to_string(),
            Some(_) => format!("incompleta ({} %)", self.vista.porcentaje()),
            None => format!("{} %", self.vista.porcentaje()),
        };
        let titulo = format!("Píxeles · {ancho}×{alto} · {estado}");
        if titulo != self.titulo {
            self.window.set_title(&titulo);
            self.titulo = titulo;
        }
        self.vista.copiar(&mut self.buffer);
        self.window
            .update_with_buffer(&self.buffer, self.vista.ancho, self.vista.alto)
            .map_err(|_| Fallo::nuevo("no puedo seguir pintando en la ventana"))
    }

    /// Antes de cerrarla porque llega otra: si justo entonces alguien quería salir, que salga.
    fn despedir(&mut self, escape: &Escape) {
        self.window.set_target_fps(0);
        self.window.update();
        escape.0.set(escape.0.get() || !self.window.is_open());
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn una_pulsacion_que_dura_menos_que_una_imagen_no_se_pierde() {
        let escape = Escape::default();
        let mut teclado = escape.clone();
        teclado.set_key_state(Key::Space, true);
        teclado.set_key_state(Key::Escape, false);
        assert!(!escape.0.get());
        teclado.set_key_state(Key::Escape, true);
        teclado.set_key_state(Key::Escape, false);
        assert!(escape.0.get());
    }
}
