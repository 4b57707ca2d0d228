//! De píxeles a un PNG, sin cambiar ni un bit por el camino y sin dejar nunca uno a medias.

use std::io;
use std::path::PathBuf;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ColorType, ExtendedColorType, ImageEncoder};
use redes::errores::{Fallo, Resultado};

use super::imagen::dar_la_vuelta;
use super::plano::Plano;
use crate::fichero::destino::Destino;
use crate::fichero::recibido::Recibido;

/// Comprueba, antes de escuchar, que se podrá guardar en `salida`.
pub fn comprobar_salida(salida: PathBuf, sobrescribir: bool) -> Resultado<Destino> {
    if !salida.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png")) {
        return Err(Fallo::nuevo(format!("no puedo guardar en «{}»: solo sé escribir PNG", salida.display()))
            .remedio("Usa un nombre que acabe en .png."));
    }
    Destino::nuevo(Some(salida), sobrescribir)
}

/// Guarda los píxeles en un PNG, con el mismo cuidado que cualquier otro fichero, y dice dónde: nunca queda uno a medias.
pub fn guardar(destino: &Destino, plano: &Plano, datos: Vec<u8>) -> Resultado<PathBuf> {
    let guardado = codificar(plano, datos).and_then(|png| {
        let mut recibido = Recibido::en(destino)?;
        recibido.escribir(&png)?;
        recibido.publicar(true)
    });
    guardado.map_err(|error| Fallo::al_guardar(&destino.salida, error))
}

fn codificar(plano: &Plano, datos: Vec<u8>) -> io::Result<Vec<u8>> {
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
    Ok(png)
}
