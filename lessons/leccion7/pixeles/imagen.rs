//! De un fichero a píxeles y de píxeles a un PNG, sin cambiar ni un bit por el camino.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ColorType, DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader};
use redes::errores::{Fallo, Resultado};

use super::protocolo::{CARGA, Formato, LIMITE, Plano};

/// Una imagen como viaja: sus medidas y sus píxeles, por filas.
#[derive(Debug)]
pub struct Imagen {
    pub ancho: u32,
    pub alto: u32,
    pub formato: Formato,
    pub datos: Vec<u8>,
}

impl Imagen {
    /// El plano de un envío con `pixeles` por datagrama o, si no se dice, con los que quepan.
    pub fn plano(&self, pixeles: Option<u16>) -> Plano {
        let caben = (CARGA / self.formato.bytes_por_pixel()) as u16;
        let por_datagrama = pixeles.map_or(caben, |pixeles| pixeles.clamp(1, caben));
        Plano { ancho: self.ancho, alto: self.alto, formato: self.formato, por_datagrama }
    }

    /// Los bytes del trozo `numero`; ninguno si la imagen no llega a tanto.
    pub fn trozo(&self, plano: &Plano, numero: u32) -> &[u8] {
        let bytes = plano.formato.bytes_por_pixel();
        let tramo = plano.tramo(numero).unwrap_or_default();
        self.datos.get(tramo.start * bytes..tramo.end * bytes).unwrap_or_default()
    }
}

/// El gatín viene con el curso: se puede pedir por su nombre desde cualquier carpeta.
pub fn localizar(ruta: &Path) -> PathBuf {
    let del_curso = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join("gatin.jpg");
    if ruta == Path::new("gatin.jpg") && !ruta.exists() && del_curso.exists() { del_curso } else { ruta.to_path_buf() }
}

/// Lee una imagen PNG o JPEG.
///
/// # Errors
/// Si no existe, no es una imagen o no cabe en el límite del receptor.
pub fn cargar(ruta: &Path) -> Resultado<Imagen> {
    let nombre = ruta.display();
    if ruta.is_dir() {
        return Err(Fallo::nuevo(format!("«{nombre}» es una carpeta")).remedio("Di qué imagen de dentro."));
    }
    let no_leo = |error| Fallo::al_leer(ruta, error);
    let rara = |error| match error {
        ImageError::Limits(_) => Fallo::nuevo(format!("«{nombre}» es demasiado grande para descodificarla")),
        _ => Fallo::nuevo(format!("«{nombre}» no es una imagen PNG o JPEG, o está dañada"))
            .remedio("Ábrela con otro programa para comprobarlo, o prueba con gatin.jpg."),
    };
    let lector = ImageReader::open(ruta).and_then(|lector| lector.with_guessed_format()).map_err(no_leo)?;
    let descodificador = lector.into_decoder().map_err(rara)?;
    let (ancho, alto) = descodificador.dimensions();
    if descodificador.total_bytes() > LIMITE {
        return Err(Fallo::nuevo(format!(
            "«{nombre}» mide {ancho}×{alto} y ocupa más de los {} MiB que admite un receptor",
            LIMITE >> 20
        ))
        .remedio("Redúcela antes de enviarla."));
    }
    let imagen = DynamicImage::from_decoder(descodificador).map_err(rara)?;
    let color = imagen.color();
    let bytes_por_canal = color.bytes_per_pixel() / color.channel_count();
    let formato = Formato { canales: color.channel_count(), bytes_por_canal };
    let datos = dar_la_vuelta(imagen.into_bytes(), bytes_por_canal);
    Ok(Imagen { ancho, alto, formato, datos })
}

/// Los canales de 16 bits viajan en orden de red; en memoria están en el de esta máquina. El cambio es el mismo
/// en los dos sentidos.
fn dar_la_vuelta(mut datos: Vec<u8>, bytes_por_canal: u8) -> Vec<u8> {
    if bytes_por_canal == 2 && cfg!(target_endian = "little") {
        datos.chunks_exact_mut(2).for_each(|canal| canal.swap(0, 1));
    }
    datos
}

/// Comprueba, antes de escuchar, que se podrá guardar en `salida`.
///
/// # Errors
/// Si no es un PNG, ya existe, no existe su carpeta o no se puede escribir en ella.
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
///
/// # Errors
/// Si el disco se llena o deja de estar.
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
