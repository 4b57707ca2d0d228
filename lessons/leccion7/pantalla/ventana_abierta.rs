//! Una ventana de `minifb` con una imagen dentro: abrirla, repintarla y saber si alguien quiere salir.

use std::cell::Cell;
use std::rc::Rc;

use minifb::{InputCallback, Key, ScaleMode, Window, WindowOptions};
use redes::errores::{Fallo, Resultado};

use crate::pixeles::vista::SIN_LLEGAR;

/// Con menos, una imagen diminuta no se vería: se amplía hasta que uno de sus lados llegue aquí.
const COMODO: usize = 320;

/// Imágenes por segundo: a la vista le basta, y deja el procesador a la red.
const RITMO: usize = 30;

/// Si se ha pulsado Esc, en esta ventana o en otra anterior. Se apunta al llegar la pulsación: preguntar en cada
/// imagen si la tecla *está* bajada no ve a quien la pulsa y la suelta entre una y la siguiente.
#[derive(Clone, Default)]
pub struct Escape(Rc<Cell<bool>>);

impl Escape {
    pub fn pulsado(&self) -> bool {
        self.0.get()
    }
}

impl InputCallback for Escape {
    fn add_char(&mut self, _: u32) {}

    fn set_key_state(&mut self, tecla: Key, bajada: bool) {
        if tecla == Key::Escape && bajada {
            self.0.set(true);
        }
    }
}

/// Una ventana abierta y la imagen que enseña.
pub struct Abierta {
    window: Window,
    medidas: (usize, usize),
    buffer: Vec<u32>,
}

impl Abierta {
    pub fn nueva(medidas: (u32, u32), escape: Escape) -> Resultado<Self> {
        let (ancho, alto) = (medidas.0.max(1) as usize, medidas.1.max(1) as usize);
        let medidas = (ancho, alto);
        let ampliada = (COMODO / ancho.max(alto)).max(1);
        let (ancho, alto) = ((ancho * ampliada).max(160), (alto * ampliada).max(120));
        let opciones =
            WindowOptions { resize: true, scale_mode: ScaleMode::AspectRatioStretch, ..WindowOptions::default() };
        let mut window =
            Window::new("Píxeles", ancho, alto, opciones).map_err(|error| Fallo::nuevo(que_falta(&error)))?;
        window.set_target_fps(RITMO);
        window.set_input_callback(Box::new(escape));
        Ok(Self { window, medidas, buffer: vec![SIN_LLEGAR; medidas.0 * medidas.1] })
    }

    /// ¿Vale la misma ventana para otra imagen?
    pub fn sirve_para(&self, (ancho, alto): (u32, u32)) -> bool {
        self.medidas == (ancho as usize, alto as usize)
    }

    pub fn titular(&mut self, titulo: &str) {
        self.window.set_title(titulo);
    }

    /// Cómo está ahora la imagen.
    pub fn pintar(&mut self, pixeles: Vec<u32>) {
        if pixeles.len() == self.buffer.len() {
            self.buffer = pixeles;
        }
    }

    /// ¿Nadie la ha cerrado?
    pub fn sigue(&self) -> bool {
        self.window.is_open()
    }

    /// Pinta lo que haya, y de paso atiende al teclado y al ratón.
    pub fn refrescar(&mut self) -> Resultado {
        self.window
            .update_with_buffer(&self.buffer, self.medidas.0, self.medidas.1)
            .map_err(|_| Fallo::nuevo("no puedo seguir pintando en la ventana"))
    }

    /// Antes de cerrarla porque llega otra: si justo entonces alguien quería salir, que salga.
    pub fn despedir(&mut self, escape: &Escape) {
        self.window.set_target_fps(0);
        self.window.update();
        escape.0.set(escape.pulsado() || !self.sigue());
    }
}

/// `minifb` lo cuenta en inglés y con detalles de X11; aquí, qué falta y qué probar.
pub fn que_falta(error: &minifb::Error) -> String {
    let detalle = error.to_string();
    if detalle.contains("XCursor") {
        "falta la biblioteca libXcursor".to_string()
    } else if detalle.contains("load Xlib") {
        "falta la biblioteca libX11".to_string()
    } else if detalle.contains("XOpenDisplay") {
        let pantalla = std::env::var("DISPLAY").unwrap_or_default();
        format!("nadie atiende en la pantalla «{pantalla}» (variable DISPLAY)")
    } else if detalle.contains("32-bit") {
        "la pantalla tiene menos de 24 bits de color".to_string()
    } else {
        "el sistema no la ha querido abrir".to_string()
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
