//! La imagen que se envía, sus datagramas (escritos aquí con sus bytes a la vista) y qué tiene de malo la que se guarda.

use std::ops::Range;

use redes::cifras::numero;

use crate::mesa::Mesa;

/// Un rectángulo del lienzo.
#[derive(Clone, Copy)]
pub struct Zona {
    pub x: u16,
    pub y: u16,
    pub columnas: u8,
    pub filas: u8,
}

pub const fn zona(x: u16, y: u16, columnas: u8, filas: u8) -> Zona {
    Zona { x, y, columnas, filas }
}

/// El datagrama que anuncia ese tamaño.
pub fn tamano(ancho: u16, alto: u16) -> Vec<u8> {
    [&[1][..], &ancho.to_be_bytes(), &alto.to_be_bytes()].concat()
}

fn cabecera_de_bloque(zona: Zona) -> Vec<u8> {
    [&[2][..], &zona.x.to_be_bytes(), &zona.y.to_be_bytes(), &[zona.columnas, zona.filas]].concat()
}

/// Un bloque blanco con esos píxeles detrás de su cabecera, sean o no los que dice.
pub fn bloque_de(x: u16, y: u16, columnas: u8, filas: u8, pixeles: usize) -> Vec<u8> {
    [cabecera_de_bloque(zona(x, y, columnas, filas)), vec![0xff; 3 * pixeles]].concat()
}

/// Una imagen: tres bytes por píxel, por filas.
#[derive(Clone)]
pub struct Imagen {
    pub ancho: usize,
    pub alto: usize,
    colores: Vec<u8>,
}

impl Imagen {
    /// En la que ningún byte es cero y ningún trozo se parece al de al lado.
    pub fn nueva(mesa: &Mesa<'_>, (ancho, alto): (usize, usize)) -> Self {
        Self { ancho, alto, colores: mesa.bytes_variados(3 * ancho * alto) }
    }

    /// Dónde empiezan los bytes de cada fila de una zona, y cuántos son.
    fn filas(&self, zona: Zona) -> impl Iterator<Item = Range<usize>> + use<> {
        let (ancho, x, bytes) = (self.ancho, usize::from(zona.x), 3 * usize::from(zona.columnas));
        let y = usize::from(zona.y);
        (y..y + usize::from(zona.filas)).map(move |y| 3 * (y * ancho + x)..3 * (y * ancho + x) + bytes)
    }

    /// El datagrama con esa zona de la imagen.
    pub fn bloque(&self, zona: Zona) -> Vec<u8> {
        let colores: Vec<u8> = self.filas(zona).flat_map(|fila| self.colores[fila].to_vec()).collect();
        [cabecera_de_bloque(zona), colores].concat()
    }

    /// La misma, con esas zonas en negro.
    pub fn con_huecos(&self, huecos: &[Zona]) -> Self {
        let mut otra = self.clone();
        for hueco in huecos {
            self.filas(*hueco).for_each(|fila| otra.colores[fila].fill(0));
        }
        otra
    }

    fn cabecera(&self) -> String {
        format!("P6\n{} {}\n255\n", self.ancho, self.alto)
    }

    /// Tal como tiene que quedar guardada.
    pub fn en_ppm(&self) -> Vec<u8> {
        [self.cabecera().as_bytes(), &self.colores].concat()
    }
}

/// La imagen guardada no es la que tiene que ser.
pub fn nombrar(esperada: &Imagen, visto: &[u8]) -> (&'static str, String) {
    let cabecera = esperada.cabecera();
    let Some(colores) = visto.strip_prefix(cabecera.as_bytes()) else {
        let frase = format!("La cabecera de la imagen guardada no es «{}».", cabecera.trim_end().replace('\n', "␊"));
        return ("R21", frase);
    };
    let (son, tocan) = (colores.len(), esperada.colores.len());
    if son != tocan {
        let codigo = if son < tocan { "R23" } else { "R22" };
        let frase = format!("Detrás de la cabecera hay {} bytes, y son {}.", numero(son), numero(tocan));
        return (codigo, frase);
    }
    let del_reves: Vec<u8> = colores.chunks(3).flat_map(|pixel| pixel.iter().rev().copied()).collect();
    if del_reves == esperada.colores {
        return ("R21", "El rojo y el azul de cada píxel están cambiados.".to_string());
    }
    let por_columnas: Vec<u8> = (0..esperada.ancho)
        .flat_map(|x| (0..esperada.alto).map(move |y| 3 * (y * esperada.ancho + x)))
        .flat_map(|donde| esperada.colores[donde..donde + 3].to_vec())
        .collect();
    if por_columnas == colores {
        return ("R21", "La imagen guardada va por columnas, y tiene que ir por filas.".to_string());
    }
    let iguales = esperada.colores.iter().zip(colores).take_while(|(uno, otro)| uno == otro).count();
    let (x, y) = (iguales / 3 % esperada.ancho, iguales / 3 / esperada.ancho);
    ("R21", format!("La imagen guardada no es la que toca desde el píxel ({x}, {y})."))
}
