//! Una terminal en la que unas líneas quedan escritas y las últimas se van cambiando: progreso, teclas.
//!
//! No usa una pantalla aparte: lo que se ha leído sigue ahí al salir.

use std::io::{self, Stdout, Write};
use std::time::Duration;

use crossterm::cursor::{Hide, MoveTo, MoveToColumn, MoveUp, Show};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, Clear, ClearType};
use crossterm::{execute, queue};
use redes::consola::{self, Linea, recortar};

/// Con qué código se acaba al pulsar Ctrl-C.
pub const INTERRUMPIDO: u8 = 130;

/// El teclado tecla a tecla y el cursor escondido, mientras viva. Se deshace pase lo que pase.
pub struct ModoCrudo;

impl ModoCrudo {
    pub fn entrar() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let guarda = Self;
        execute!(io::stdout(), Hide)?;
        Ok(guarda)
    }
}

impl Drop for ModoCrudo {
    fn drop(&mut self) {
        let _ = execute!(io::stdout(), Show);
        let _ = terminal::disable_raw_mode();
    }
}

/// Una tecla que importa, o que la terminal ha cambiado de tamaño.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tecla {
    Letra(char),
    Intro,
    Arriba,
    Abajo,
    Escape,
    ControlC,
    OtroTamano,
}

/// La terminal, mientras se usa así.
pub struct Pantalla {
    salida: Stdout,
    color: bool,
    /// Las líneas que se van cambiando.
    vivas: Vec<Linea>,
    _crudo: ModoCrudo,
}

impl Pantalla {
    pub fn abrir() -> io::Result<Self> {
        let salida = io::stdout();
        let color = consola::con_color(&salida);
        Ok(Self { salida, color, vivas: Vec::new(), _crudo: ModoCrudo::entrar()? })
    }

    pub fn color(&self) -> bool {
        self.color
    }

    /// Borra todo lo que se ve. Lo que ya se había ido por arriba sigue ahí.
    pub fn limpiar(&mut self) -> io::Result<()> {
        self.vivas.clear();
        execute!(self.salida, Clear(ClearType::All), MoveTo(0, 0))
    }

    /// Escribe líneas que se quedan, encima de las vivas.
    pub fn fijar(&mut self, lineas: &[Linea]) -> io::Result<()> {
        self.borrar_vivas()?;
        for linea in lineas {
            // En modo crudo, «\n» solo baja: hay que volver al margen.
            write!(self.salida, "{}\r\n", linea.pintar(self.color))?;
        }
        self.escribir_vivas()
    }

    /// Cambia las líneas vivas por estas. Si son las mismas, no toca nada.
    pub fn vivo(&mut self, lineas: Vec<Linea>) -> io::Result<()> {
        if lineas == self.vivas {
            return Ok(());
        }
        self.borrar_vivas()?;
        self.vivas = lineas;
        self.escribir_vivas()
    }

    fn borrar_vivas(&mut self) -> io::Result<()> {
        if let Some(arriba) = u16::try_from(self.vivas.len()).ok().and_then(|vivas| vivas.checked_sub(1)) {
            queue!(self.salida, MoveToColumn(0))?;
            if arriba > 0 {
                queue!(self.salida, MoveUp(arriba))?;
            }
            queue!(self.salida, Clear(ClearType::FromCursorDown))?;
        }
        Ok(())
    }

    fn escribir_vivas(&mut self) -> io::Result<()> {
        let ancho = consola::ancho();
        for (indice, linea) in self.vivas.iter().enumerate() {
            // Una línea viva que diera la vuelta dejaría de estar donde se cree.
            let salto = if indice > 0 { "\r\n" } else { "" };
            write!(self.salida, "{salto}{}", recortada(linea, ancho.saturating_sub(1)).pintar(self.color))?;
        }
        self.salida.flush()
    }

    /// La siguiente tecla, si llega antes de `plazo`.
    pub fn tecla(&mut self, plazo: Duration) -> io::Result<Option<Tecla>> {
        if !event::poll(plazo)? {
            return Ok(None);
        }
        Ok(match event::read()? {
            Event::Resize(..) => Some(Tecla::OtroTamano),
            Event::Key(tecla) if tecla.kind != KeyEventKind::Release => {
                let control = tecla.modifiers.contains(KeyModifiers::CONTROL);
                match tecla.code {
                    KeyCode::Char('c' | 'd') if control => Some(Tecla::ControlC),
                    // Un Intro pulsado antes de escuchar llega como salto de línea, que es Ctrl-J.
                    KeyCode::Char('j') if control => Some(Tecla::Intro),
                    KeyCode::Char(_) if tecla.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => None,
                    KeyCode::Char(letra) => Some(Tecla::Letra(letra.to_ascii_lowercase())),
                    KeyCode::Enter => Some(Tecla::Intro),
                    KeyCode::Up => Some(Tecla::Arriba),
                    KeyCode::Down => Some(Tecla::Abajo),
                    KeyCode::Esc => Some(Tecla::Escape),
                    _ => None,
                }
            }
            _ => None,
        })
    }
}

impl Drop for Pantalla {
    fn drop(&mut self) {
        let _ = self.borrar_vivas();
        let _ = self.salida.flush();
    }
}

/// El principio de la línea que cabe en `ancho` columnas.
pub fn recortada(linea: &Linea, ancho: usize) -> Linea {
    let mut corta = Linea::vacia();
    for tramo in &linea.tramos {
        let queda = ancho.saturating_sub(corta.ancho());
        if queda == 0 {
            break;
        }
        corta = corta.con(tramo.estilo, recortar(&tramo.texto, queda));
    }
    corta
}

#[cfg(test)]
mod pruebas {
    use redes::consola::Estilo;

    use super::*;

    #[test]
    fn una_linea_se_recorta_por_tramos() {
        let linea = Linea::llana("hola ").con(Estilo::Bien, "ñandú").con(Estilo::Normal, " y adiós");
        assert_eq!(recortada(&linea, 80), linea);
        assert_eq!(recortada(&linea, 8).texto(), "hola ña…");
        assert_eq!(recortada(&linea, 5).texto(), "hola");
    }
}
