//! El dibujo en la terminal: cada carácter «▀» son dos píxeles, uno en el color de la letra y otro en el del fondo.
//!
//! No se esconde el cursor ni se cambia de pantalla: lo que no se toca no hay que restaurarlo, ni siquiera si el
//! programa acaba con Ctrl-C a mitad de un dibujo.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use redes::errores::Resultado;

use super::lienzo::Vista;
use super::servidor::Aviso;

/// Lo menos que pasa entre un dibujo y el siguiente: 10 por segundo bastan y no saturan una conexión remota.
const PAUSA: Duration = Duration::from_millis(100);

/// Los colores que entiende la terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colores {
    /// 24 bits.
    Todos,
    /// La paleta de 256.
    Paleta,
    /// Ninguno: el brillo, con caracteres más o menos llenos.
    Ninguno,
}

impl Colores {
    /// Los de esta terminal. `NO_COLOR` manda.
    pub fn detectar() -> Self {
        let variable = |nombre| std::env::var(nombre).unwrap_or_default();
        // En Windows, además, hay que encenderlos; las consolas antiguas no pueden.
        #[cfg(windows)]
        if !crossterm::ansi_support::supports_ansi() {
            return Self::Ninguno;
        }
        if !variable("NO_COLOR").is_empty() || !io::stdout().is_terminal() || variable("TERM") == "dumb" {
            Self::Ninguno
        } else if ["truecolor", "24bit"].contains(&variable("COLORTERM").as_str()) || cfg!(windows) {
            Self::Todos
        } else {
            Self::Paleta
        }
    }
}

/// Dibuja lo que va llegando hasta que el hilo de la red termina. Sin terminal, solo el resultado de cada imagen.
///
/// # Errors
/// Ninguno por ahora: si no se puede escribir, no hay a quién enseñárselo.
pub fn mostrar(avisos: &Receiver<Aviso>) -> Resultado {
    let mut dibujo: Option<Dibujo> = None;
    let viva = io::stdout().is_terminal();
    loop {
        match avisos.recv_timeout(PAUSA) {
            Ok(Aviso::Linea(linea)) => {
                // El dibujo a medias se borra y vuelve a salir debajo de la línea.
                if let Some(dibujo) = &mut dibujo {
                    dibujo.borrar();
                }
                println!("{linea}");
            }
            Ok(Aviso::Empieza(vista)) => dibujo = Some(Dibujo::de(vista)),
            Ok(Aviso::Termina(_)) => {
                if let Some(dibujo) = dibujo.take() {
                    dibujo.pintar();
                }
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        if let Some(dibujo) = &mut dibujo
            && viva
        {
            dibujo.refrescar();
        }
    }
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
            print!("\r\x1b[{}A\x1b[J", self.filas);
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
        let fin = if io::stdout().is_terminal() { "\x1b[K\n" } else { "\n" };
        for linea in lineas {
            texto.push_str(linea);
            texto.push_str(fin);
        }
        let mut salida = io::stdout().lock();
        let _ = salida.write_all(texto.as_bytes()).and_then(|()| salida.flush());
    }
}

/// Las columnas y filas que puede ocupar el dibujo, dejando sitio para las líneas del servidor.
pub fn espacio() -> (usize, usize) {
    let (columnas, filas) = crossterm::terminal::size().unwrap_or((80, 24));
    let (columnas, filas) = if columnas == 0 || filas == 0 { (80, 24) } else { (columnas, filas) };
    (usize::from(columnas).min(200), usize::from(filas).saturating_sub(6).max(4))
}

/// La vista en líneas de texto que caben en `(columnas, filas)`, con una última de porcentaje.
pub fn dibujar(vista: &Vista, (columnas, filas): (usize, usize), colores: Colores) -> Vec<String> {
    let mut pixeles = Vec::new();
    vista.copiar(&mut pixeles);
    // Un carácter es el doble de alto que de ancho: dos píxeles por carácter, uno encima de otro.
    let escala = (vista.ancho as f64 / columnas as f64).max(vista.alto as f64 / (2 * filas) as f64).max(1.0 / 8.0);
    let ancho = ((vista.ancho as f64 / escala) as usize).clamp(1, columnas);
    let alto = ((vista.alto as f64 / escala) as usize).clamp(1, 2 * filas);
    let celda = |x: usize, y: usize| media(vista, &pixeles, (x, ancho), (y, alto));
    let mut lineas = Vec::new();
    for y in (0..alto).step_by(2) {
        let mut linea = String::new();
        let mut anterior = None;
        for x in 0..ancho {
            let par = (celda(x, y), (y + 1 < alto).then(|| celda(x, y + 1)));
            caracter(&mut linea, par, anterior, colores);
            anterior = Some(par);
        }
        linea.push_str(if colores == Colores::Ninguno { "" } else { "\x1b[0m" });
        lineas.push(linea);
    }
    let (medida_ancho, medida_alto) = vista.medidas;
    lineas.push(format!("{medida_ancho}×{medida_alto} · {} %", vista.porcentaje()));
    lineas
}

type Color = [u8; 3];
type Par = (Color, Option<Color>);

/// Escribe un carácter y, solo si cambian respecto al anterior, sus colores: la mitad de bytes, o menos.
fn caracter(linea: &mut String, par: Par, anterior: Option<Par>, colores: Colores) {
    let (arriba, abajo) = par;
    let codigo = |[r, g, b]: Color| match colores {
        Colores::Paleta => format!("5;{}", paleta([r, g, b])),
        _ => format!("2;{r};{g};{b}"),
    };
    if colores == Colores::Ninguno {
        let brillo = |[r, g, b]: Color| (usize::from(r) * 3 + usize::from(g) * 6 + usize::from(b)) / 10;
        let medio = (brillo(arriba) + brillo(abajo.unwrap_or(arriba))) / 2;
        linea.push([' ', '░', '▒', '▓', '█'][medio * 5 / 256]);
        return;
    }
    if anterior.map(|(arriba, _)| arriba) != Some(arriba) {
        let _ = write!(linea, "\x1b[38;{}m", codigo(arriba));
    }
    if let Some(abajo) = abajo
        && anterior.and_then(|(_, abajo)| abajo) != Some(abajo)
    {
        let _ = write!(linea, "\x1b[48;{}m", codigo(abajo));
    }
    linea.push('▀');
}

/// El color medio de los píxeles de la vista que caen en una celda (como mucho 4×4 muestras: con eso se reconoce).
fn media(vista: &Vista, pixeles: &[u32], (x, ancho): (usize, usize), (y, alto): (usize, usize)) -> Color {
    let muestras = |i: usize, de: usize, hay: usize| {
        let (desde, hasta) = (i * hay / de, ((i + 1) * hay / de).max(i * hay / de + 1).min(hay));
        (desde..hasta).step_by(((hasta - desde) / 4).max(1))
    };
    let (mut suma, mut cuantas) = ([0_u32; 3], 0);
    for fila in muestras(y, alto, vista.alto) {
        for columna in muestras(x, ancho, vista.ancho) {
            let [_, r, g, b] = pixeles[fila * vista.ancho + columna].to_be_bytes();
            suma = [suma[0] + u32::from(r), suma[1] + u32::from(g), suma[2] + u32::from(b)];
            cuantas += 1;
        }
    }
    suma.map(|canal| (canal / cuantas.max(1)) as u8)
}

/// El color más parecido de la paleta de 256: su cubo de 6×6×6 o, si no tiene color, su escala de 24 grises.
fn paleta([r, g, b]: Color) -> u8 {
    let (mayor, menor) = (r.max(g).max(b), r.min(g).min(b));
    if mayor - menor < 10 {
        return match menor {
            0..=3 => 16,
            4..=243 => 232 + ((u16::from(menor) - 4) / 10).min(23) as u8,
            _ => 231,
        };
    }
    // Los escalones del cubo no son iguales: 0, 95, 135, 175, 215, 255.
    let escalon = |canal: u8| match canal {
        0..48 => 0,
        48..115 => 1,
        _ => (canal - 35) / 40,
    };
    16 + 36 * escalon(r) + 6 * escalon(g) + escalon(b)
}
