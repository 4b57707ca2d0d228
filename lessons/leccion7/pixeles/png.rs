//! De píxeles a un PNG, sin cambiar ni un bit por el camino y sin dejar nunca uno a medias.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ColorType, ExtendedColorType, ImageEncoder};
use redes::errores::{Fallo, Resultado};

use super::imagen::dar_la_vuelta;
use super::plano::Plano;

/// Comprueba, antes de escuchar, que se podrá guardar en `salida`.
pub fn comprobar_salida(salida: &Path, sobrescribir: bool) -> Resultado {
    let nombre = salida.display();
    if !salida.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png")) {
        return Err(Fallo::nuevo(format!("no puedo guardar en «{nombre}»: solo sé escribir PNG"))
            .remedio("Usa un nombre que acabe en .png."));
    }
    if salida.is_dir() {
        return Err(Fallo::nuevo(format!("no puedo guardar en «{nombre}»: es una carpeta")));
    }
    if !sobrescribir && ocupado(salida) {
        return Err(Fallo::nuevo(format!("«{nombre}» ya existe"))
            .remedio("Elige otro nombre, o usa --sobrescribir si no te importa perderlo."));
    }
    let parcial = al_lado(salida);
    File::create(&parcial)
        .and_then(|_| fs::remove_file(&parcial))
        .map_err(|error| Fallo::de_sistema(format!("no puedo escribir en la carpeta de «{nombre}»"), error))
}

/// El fichero en que se guarda la imagen número `orden`: imagen.png, imagen-2.png…
pub fn numerada(salida: &Path, orden: u64, sobrescribir: bool) -> PathBuf {
    let base = salida.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ruta = |n: u64| if n == 1 { salida.to_path_buf() } else { salida.with_file_name(format!("{base}-{n}.png")) };
    (orden..).map(ruta).find(|ruta| sobrescribir || !ocupado(ruta)).unwrap_or_else(|| ruta(orden))
}

/// Un fichero vacío no es nada que se pueda perder.
fn ocupado(ruta: &Path) -> bool {
    fs::metadata(ruta).is_ok_and(|datos| datos.len() > 0)
}

fn al_lado(salida: &Path) -> PathBuf {
    salida.with_extension(format!("{}.parcial", std::process::id()))
}

/// Guarda los píxeles en un PNG. Se escribe al lado y se renombra al acabar: nunca queda uno a medias.
pub fn guardar(salida: &Path, plano: &Plano, datos: Vec<u8>) -> Resultado {
    let parcial = al_lado(salida);
    escribir(&parcial, plano, datos).and_then(|()| fs::rename(&parcial, salida)).map_err(|error| {
        let _ = fs::remove_file(&parcial);
        Fallo::al_guardar(salida, error)
    })
}

fn escribir(ruta: &Path, plano: &Plano, datos: Vec<u8>) -> io::Result<()> {
    let color = match (plano.formato.canales, plano.formato.bytes_por_canal) {
        (1, 1) => ColorType::L8,
        (2, 1) => ColorType::La8,
        (3, 1) => ColorType::Rgb8,
        (4, 1) => ColorType::Rgba8,
        (1, _) => ColorType::L16,
        (2, _) => ColorType::La16,
        (3, _) => ColorType::Rgb16,
        _ => ColorType::Rgba16,
    };
    let datos = dar_la_vuelta(datos, plano.formato.bytes_por_canal);
    // Se codifica en memoria y se escribe de una vez: así un error al escribir es del disco, y solo del disco.
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
        .write_image(&datos, plano.ancho, plano.alto, ExtendedColorType::from(color))
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    fs::write(ruta, png)
}
