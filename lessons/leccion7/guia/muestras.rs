//! Las imágenes de la lección guiada: el gatín, un degradado, y cómo se enseña lo que ha llegado.

use std::path::Path;

use crate::pantalla::bloques::{Colores, dibujar, espacio};
use crate::pixeles::imagen::{self, Imagen};
use crate::pixeles::plano::Formato;
use crate::pixeles::vista::Vista;

/// El gatín del curso o, si no está, un degradado de su tamaño.
pub fn gatin() -> Imagen {
    imagen::cargar(&imagen::localizar(Path::new("gatin.jpg"))).unwrap_or_else(|_| degradado(480, 360))
}

/// Una imagen que no sale de ningún fichero.
pub fn degradado(ancho: u32, alto: u32) -> Imagen {
    let pixel = |i: u32| [(i % ancho * 255 / ancho) as u8, (i / ancho * 255 / alto) as u8, 0x80];
    let datos = (0..ancho * alto).flat_map(pixel).collect();
    Imagen { ancho, alto, formato: Formato { canales: 3, bytes_por_canal: 1 }, datos }
}

/// Dibuja en la terminal lo que ha llegado de una imagen.
pub fn ensenar(vista: &Vista, filas: usize) {
    for linea in dibujar(vista, (espacio().0.min(64), filas), Colores::detectar()) {
        println!(" {linea}");
    }
    println!();
}
