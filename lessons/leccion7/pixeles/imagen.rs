//! De un fichero a píxeles, sin cambiar ni un bit por el camino.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};
use redes::errores::{Fallo, Resultado};

use super::datagrama::CARGA;
use super::jpeg;
use super::plano::{Formato, LIMITE, Plano};

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
pub fn cargar(ruta: &Path) -> Resultado<Imagen> {
    let nombre = ruta.display();
    if ruta.is_dir() {
        return Err(Fallo::nuevo(format!("«{nombre}» es una carpeta")).remedio("Di qué imagen de dentro."));
    }
    // Una tubería o un dispositivo no acaban, o no empiezan.
    if fs::metadata(ruta).is_ok_and(|datos| !datos.is_file()) {
        return Err(Fallo::nuevo(format!("«{nombre}» no es un fichero corriente"))
            .remedio("Guarda antes en un fichero la imagen que quieras enviar."));
    }
    let no_leo = |error| Fallo::al_leer(ruta, error);
    let rara = |error| match error {
        ImageError::Limits(_) => Fallo::nuevo(format!("«{nombre}» es demasiado grande para descodificarla")),
        _ => Fallo::nuevo(format!("«{nombre}» no es una imagen PNG o JPEG, o está dañada"))
            .remedio("Ábrela con otro programa para comprobarlo, o prueba con gatin.jpg."),
    };
    let mut bytes = Vec::new();
    File::open(ruta).and_then(|fichero| fichero.take(LIMITE).read_to_end(&mut bytes)).map_err(no_leo)?;
    let lector = ImageReader::new(Cursor::new(&bytes)).with_guessed_format().map_err(no_leo)?;
    let es_jpeg = lector.format() == Some(ImageFormat::Jpeg);
    let mut descodificador = lector.into_decoder().map_err(rara)?;
    let (ancho, alto) = descodificador.dimensions();
    if descodificador.total_bytes() > LIMITE {
        return Err(Fallo::nuevo(format!(
            "«{nombre}» mide {ancho}×{alto} y ocupa más de los {} MiB que admite un receptor",
            LIMITE >> 20
        ))
        .remedio("Redúcela antes de enviarla."));
    }
    // Un JPEG que se corta a la mitad también se descodifica: lo que falta sale gris.
    if es_jpeg && !jpeg::parece_entero(&bytes, u64::from(ancho) * u64::from(alto)) {
        return Err(Fallo::nuevo(format!("«{nombre}» está dañada: le falta el final"))
            .remedio("Vuelve a descargarla o a copiarla, o prueba con gatin.jpg."));
    }
    // Un móvil guarda la foto como la ve el sensor, y al lado, cuánto hay que girarla.
    let orientacion = descodificador.orientation().unwrap_or(Orientation::NoTransforms);
    let mut imagen = DynamicImage::from_decoder(descodificador).map_err(rara)?;
    imagen.apply_orientation(orientacion);
    let (ancho, alto) = (imagen.width(), imagen.height());
    let color = imagen.color();
    let bytes_por_canal = color.bytes_per_pixel() / color.channel_count();
    let formato = Formato { canales: color.channel_count(), bytes_por_canal };
    let datos = dar_la_vuelta(imagen.into_bytes(), bytes_por_canal);
    Ok(Imagen { ancho, alto, formato, datos })
}

/// Los canales de 16 bits viajan en orden de red; en memoria están en el de esta máquina. El cambio es el mismo
/// en los dos sentidos.
pub(super) fn dar_la_vuelta(mut datos: Vec<u8>, bytes_por_canal: u8) -> Vec<u8> {
    if bytes_por_canal == 2 && cfg!(target_endian = "little") {
        datos.chunks_exact_mut(2).for_each(|canal| canal.swap(0, 1));
    }
    datos
}
