//! De dónde salen las teclas: de la terminal, en modo crudo solo mientras se espera una, o de ningún sitio.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::teclas::Tecla;

/// Un sitio del que leer teclas. Las pruebas ponen el suyo.
pub trait Teclado: Send {
    /// Empieza una espera: desde ahora las teclas no se escriben en la pantalla.
    ///
    /// # Errors
    /// Si la terminal no se deja.
    fn empezar(&mut self) -> io::Result<()>;

    /// Acaba la espera. Deja la terminal como estaba, y se puede llamar de más.
    fn acabar(&mut self);

    /// La siguiente tecla, o `None` si se acaba el plazo antes. Sin plazo, espera lo que haga falta.
    ///
    /// # Errors
    /// Si ya no se pueden leer teclas: la terminal se ha cerrado.
    fn tecla(&mut self, plazo: Option<Duration>) -> io::Result<Option<Tecla>>;
}

/// Una espera: mientras vive, el teclado escucha; pase lo que pase, al acabar la terminal queda como estaba.
pub(super) struct Escucha<'a>(&'a mut dyn Teclado);

impl<'a> Escucha<'a> {
    pub fn nueva(teclado: &'a mut dyn Teclado) -> io::Result<Self> {
        teclado.empezar()?;
        Ok(Self(teclado))
    }

    pub fn tecla(&mut self, plazo: Option<Duration>) -> io::Result<Option<Tecla>> {
        self.0.tecla(plazo)
    }
}

impl Drop for Escucha<'_> {
    fn drop(&mut self) {
        self.0.acabar();
    }
}

/// El teclado de la terminal.
#[derive(Debug, Default)]
pub(super) struct DeTerminal {
    crudo: bool,
}

impl Teclado for DeTerminal {
    fn empezar(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.crudo = true;
        Ok(())
    }

    fn acabar(&mut self) {
        if std::mem::take(&mut self.crudo) {
            let _ = disable_raw_mode();
        }
    }

    fn tecla(&mut self, plazo: Option<Duration>) -> io::Result<Option<Tecla>> {
        loop {
            if let Some(plazo) = plazo
                && !event::poll(plazo)?
            {
                return Ok(None);
            }
            if let Event::Key(tecla) = event::read()?
                && let Some(tecla) = traducir(tecla)
            {
                return Ok(Some(tecla));
            }
        }
    }
}

impl Drop for DeTerminal {
    fn drop(&mut self) {
        self.acabar();
    }
}

/// Las teclas que nos importan. Windows avisa también al soltarlas: eso no cuenta.
fn traducir(tecla: KeyEvent) -> Option<Tecla> {
    if tecla.kind == KeyEventKind::Release {
        return None;
    }
    let control = tecla.modifiers.contains(KeyModifiers::CONTROL);
    match tecla.code {
        KeyCode::Char('c') if control => Some(Tecla::ControlC),
        // Un Intro pulsado antes de empezar a escuchar llega como salto de línea, que es Ctrl-J.
        KeyCode::Char('j') if control => Some(Tecla::Intro),
        KeyCode::Char(_) if control => None,
        KeyCode::Char(letra) => Some(Tecla::Letra(letra)),
        KeyCode::Enter => Some(Tecla::Intro),
        KeyCode::Left => Some(Tecla::Izquierda),
        KeyCode::Right => Some(Tecla::Derecha),
        KeyCode::Backspace => Some(Tecla::Borrar),
        KeyCode::Esc => Some(Tecla::Escape),
        _ => None,
    }
}

/// El teclado de quien no tiene terminal: nunca hay teclas.
#[derive(Debug, Default, Clone, Copy)]
pub struct SinTeclado;

impl Teclado for SinTeclado {
    fn empezar(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn acabar(&mut self) {}

    fn tecla(&mut self, plazo: Option<Duration>) -> io::Result<Option<Tecla>> {
        if let Some(plazo) = plazo {
            std::thread::sleep(plazo);
        }
        Ok(None)
    }
}
