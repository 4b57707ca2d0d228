//! El menú: la portada, con una lección marcada que se mueve con las flechas.
//!
//! Se dibuja en el sitio, sin pantalla aparte: al salir queda la portada a la vista, y al volver de una lección
//! sigue ahí lo que esa lección ha escrito.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use catalogo::{Leccion, Reto};
use crossterm::cursor::{MoveToColumn, MoveUp};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{Clear, ClearType};
use crossterm::{execute, queue};
use redes::consola::{self, Estilo, Linea};
use redes::errores::{Fallo, Resultado};

use crate::estado::Estado;
use crate::pantalla::{INTERRUMPIDO, ModoCrudo};
use crate::{arranque, vigilar, vista};

/// ¿Hay una lección abierta? Entonces Ctrl-C es para ella: el menú sigue aquí cuando acabe.
static EN_LECCION: AtomicBool = AtomicBool::new(false);

/// Enseña el menú hasta que quien aprende decide salir.
pub fn recorrer(mut estado: Estado) -> Resultado<ExitCode> {
    let mut menu = Menu { elegida: estado.siguiente().map_or(1, |leccion| leccion.numero), nota: None, dibujadas: 0 };
    consola::limpiar_al_morir(&EN_LECCION);
    loop {
        match menu.preguntar(&estado).map_err(|error| Fallo::de_sistema("no he podido usar la terminal", error))? {
            Decision::Salir => return Ok(ExitCode::SUCCESS),
            Decision::Interrumpir => return Ok(ExitCode::from(INTERRUMPIDO)),
            Decision::Vigilar(reto) => {
                let salida = vigilar::recorrer(estado, *reto)?;
                if matches!(salida, vigilar::Salida::Interrumpida) {
                    return Ok(ExitCode::from(INTERRUMPIDO));
                }
                estado = Estado::leer()?;
            }
            Decision::Empezar(numero) => {
                menu.nota = empezar(&estado, numero);
                estado = Estado::leer()?;
                // Quien la ha dejado a medias quizá quiera volver; quien la ha terminado, seguir.
                if estado.terminada(numero) {
                    menu.elegida = estado.siguiente().map_or(numero, |leccion| leccion.numero);
                }
            }
        }
    }
}

/// Arranca la lección y devuelve lo que haya que decir al volver.
fn empezar(estado: &Estado, numero: usize) -> Option<String> {
    let leccion = estado.catalogo.leccion(numero)?;
    EN_LECCION.store(true, Ordering::Relaxed);
    let fin = arranque::arrancar(leccion, &estado.catalogo);
    EN_LECCION.store(false, Ordering::Relaxed);
    match fin {
        Ok(fin) => fin.queja(leccion),
        Err(fallo) => Some(format!("error: {fallo}")),
    }
}

enum Decision {
    Empezar(usize),
    Vigilar(Box<Reto>),
    Salir,
    Interrumpir,
}

struct Menu {
    /// El número de la lección marcada.
    elegida: usize,
    /// Algo que decir encima de las teclas, una sola vez.
    nota: Option<String>,
    /// Cuántas líneas hay dibujadas por encima del cursor.
    dibujadas: u16,
}

impl Menu {
    /// Dibuja y atiende el teclado hasta que se decide algo. Al volver, la terminal está como estaba.
    fn preguntar(&mut self, estado: &Estado) -> io::Result<Decision> {
        let _guarda = ModoCrudo::entrar()?;
        self.dibujadas = 0;
        self.dibujar(estado, true)?;
        loop {
            let decision = match event::read()? {
                Event::Key(tecla) if tecla.kind != KeyEventKind::Release => self.pulsada(estado, tecla),
                Event::Resize(..) => {
                    // La terminal ha recolocado a su manera lo dibujado: se empieza de nuevo, en limpio.
                    execute!(io::stdout(), Clear(ClearType::All), crossterm::cursor::MoveTo(0, 0))?;
                    self.dibujadas = 0;
                    None
                }
                _ => continue,
            };
            self.dibujar(estado, decision.is_none())?;
            if let Some(decision) = decision {
                return Ok(decision);
            }
        }
    }

    fn pulsada(&mut self, estado: &Estado, tecla: KeyEvent) -> Option<Decision> {
        let lecciones = &estado.catalogo.lecciones;
        self.nota = None;
        match tecla.code {
            KeyCode::Char('c' | 'd') if tecla.modifiers.contains(KeyModifiers::CONTROL) => {
                return Some(Decision::Interrumpir);
            }
            // Un Intro pulsado antes de que apareciera el menú llega como salto de línea, que es Ctrl-J.
            KeyCode::Char('j') if tecla.modifiers.contains(KeyModifiers::CONTROL) => return self.intro(estado),
            KeyCode::Char(_) if tecla.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {}
            KeyCode::Char('q' | 'Q') | KeyCode::Esc => return Some(Decision::Salir),
            KeyCode::Char('v' | 'V') => return self.vigilar(estado),
            KeyCode::Up | KeyCode::Char('k') => self.elegida = self.elegida.saturating_sub(1).max(1),
            KeyCode::Down | KeyCode::Char('j') => self.elegida = (self.elegida + 1).min(lecciones.len()),
            KeyCode::Home => self.elegida = 1,
            KeyCode::End => self.elegida = lecciones.len(),
            KeyCode::Char(cifra) => {
                let numero = cifra.to_digit(10).map_or(0, |cifra| cifra as usize);
                if estado.catalogo.leccion(numero).is_some() {
                    self.elegida = numero;
                }
            }
            KeyCode::Enter => return self.intro(estado),
            _ => {}
        }
        None
    }

    /// El reto por superar de la lección marcada o, si no le queda ninguno, el que toque.
    fn vigilar(&mut self, estado: &Estado) -> Option<Decision> {
        let leccion = estado.catalogo.leccion(self.elegida);
        let suyo = leccion.and_then(|leccion| estado.reto_de(leccion));
        if let Some(reto) = suyo.or_else(|| estado.reto_que_toca()) {
            return Some(Decision::Vigilar(Box::new(reto.clone())));
        }
        self.nota = Some("Ya has superado todos los retos.".to_string());
        None
    }

    fn intro(&mut self, estado: &Estado) -> Option<Decision> {
        if estado.catalogo.leccion(self.elegida).is_some_and(Leccion::disponible) {
            return Some(Decision::Empezar(self.elegida));
        }
        self.nota = Some(format!("La lección {} está en preparación: elige otra.", self.elegida));
        None
    }

    /// Borra lo dibujado y lo dibuja de nuevo. Con `pide`, dice además qué teclas hay.
    fn dibujar(&mut self, estado: &Estado, pide: bool) -> io::Result<()> {
        let lineas = self.lineas(estado, pide);
        let mut salida = io::stdout().lock();
        let color = consola::con_color(&salida);
        if self.dibujadas > 0 {
            queue!(salida, MoveUp(self.dibujadas))?;
        }
        queue!(salida, MoveToColumn(0), Clear(ClearType::FromCursorDown))?;
        for linea in &lineas {
            // En modo crudo, «\n» solo baja: hay que volver al margen.
            write!(salida, "{}\r\n", linea.pintar(color))?;
        }
        salida.flush()?;
        self.dibujadas = u16::try_from(lineas.len()).unwrap_or(u16::MAX);
        Ok(())
    }

    fn lineas(&self, estado: &Estado, pide: bool) -> Vec<Linea> {
        let (ancho, filas) = (consola::ancho(), consola::alto());
        let mut lineas = vec![Linea::vacia()];
        lineas.extend(vista::portada(estado, pide.then_some(self.elegida), ancho));
        lineas.push(Linea::vacia());
        if !pide {
            return lineas;
        }
        let mut pie = Vec::new();
        if let Some(nota) = &self.nota {
            pie.extend(vista::de_estilo(Estilo::Aviso, nota, 1, ancho));
        }
        pie.push(Linea::vacia().con(Estilo::Tenue, " ↑ ↓ o su número: elige   Intro: empieza   v: su reto   q: sale"));
        if let Some(leccion) = estado.catalogo.leccion(self.elegida) {
            lineas.extend(vista::detalle(estado, leccion, ancho));
            lineas.push(Linea::vacia());
        }
        // El cursor ocupa una fila más. Lo que no cabe se va quitando, de lo menos a lo más necesario.
        let cabe = filas.saturating_sub(pie.len() + 1);
        if lineas.len() > cabe {
            let renglones = vista::renglones(estado, Some(self.elegida), ancho);
            lineas = vista::portada(estado, Some(self.elegida), ancho);
            lineas.push(Linea::vacia());
            if lineas.len() > cabe {
                lineas = vista::cabecera(estado, ancho);
                lineas.extend(renglones.clone());
            }
            if lineas.len() > cabe {
                lineas = renglones;
            }
            lineas.truncate(cabe);
        }
        lineas.extend(pie);
        lineas
    }
}
