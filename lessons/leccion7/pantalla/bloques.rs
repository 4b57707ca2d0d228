//! Una imagen hecha de letras: cada carácter «▀» son dos píxeles, uno en el color de la letra y otro en el del fondo.
//!
//! Puro: de una vista a líneas de texto. Quien las escribe es `terminal`.

use std::fmt::Write as _;
use std::io;

use redes::consola::con_color;

use crate::pixeles::vista::Vista;

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
        if !con_color(&io::stdout()) {
            Self::Ninguno
        } else if ["truecolor", "24bit"].contains(&variable("COLORTERM").as_str()) || cfg!(windows) {
            Self::Todos
        } else {
            Self::Paleta
        }
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

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::pixeles::lienzo::Lienzo;
    use crate::pixeles::plano::{Formato, Plano};

    /// Dos píxeles rojos y, debajo, dos azules.
    fn bandera() -> Lienzo {
        let formato = Formato { canales: 3, bytes_por_canal: 1 };
        let mut lienzo = Lienzo::nuevo(Plano { ancho: 2, alto: 2, formato, por_datagrama: 4 }).unwrap();
        lienzo.pintar(0, &[255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
        lienzo
    }

    #[test]
    fn dos_pixeles_por_caracter_y_los_colores_solo_cuando_cambian() {
        let lienzo = bandera();
        let todos = dibujar(&lienzo.vista, (2, 1), Colores::Todos);
        assert_eq!(todos, ["\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀▀\x1b[0m", "2×2 · 100 %"]);
        let paleta = dibujar(&lienzo.vista, (2, 1), Colores::Paleta);
        assert_eq!(paleta[0], "\x1b[38;5;196m\x1b[48;5;21m▀▀\x1b[0m");
        assert_eq!(dibujar(&lienzo.vista, (2, 1), Colores::Ninguno)[0], "  ", "los dos colores son oscuros");
    }

    #[test]
    fn cabe_siempre_en_el_espacio_que_hay() {
        let formato = Formato { canales: 1, bytes_por_canal: 1 };
        for (ancho, alto) in [(1, 1), (3000, 1), (1, 3000), (480, 360), (4000, 3000)] {
            let lienzo = Lienzo::nuevo(Plano { ancho, alto, formato, por_datagrama: 1000 }).unwrap();
            for (columnas, filas) in [(1, 1), (40, 4), (80, 18), (200, 60)] {
                let lineas = dibujar(&lienzo.vista, (columnas, filas), Colores::Ninguno);
                assert!((2..=filas + 1).contains(&lineas.len()));
                assert!(lineas[..lineas.len() - 1].iter().all(|linea| linea.chars().count() <= columnas));
            }
        }
    }

    #[test]
    fn la_paleta_elige_el_mas_parecido() {
        let casos =
            [([0, 0, 0], 16), ([255, 255, 255], 231), ([128, 128, 128], 244), ([255, 0, 0], 196), ([0, 95, 135], 24)];
        assert_eq!(casos.map(|(color, _)| paleta(color)), casos.map(|(_, esperado)| esperado));
    }
}
