//! Dibuja `gatin.jpg`, el gatito del curso: 480×360 píxeles hechos solo con matemáticas.
//!
//! Pruébalo:   cargo run -p gatin
//! o con otro nombre, y en PNG si acaba así:   cargo run -p gatin -- salida.png
//!
//! La idea: cada cosa es una función que dice a qué distancia está cada punto de su borde y de qué color es. La escena
//! se pinta como un cuadro, de atrás adelante; el pelaje son miles de trazos finos, y el azar lleva siempre la misma
//! semilla, así que la imagen sale idéntica cada vez.
//!
//! Verás el fichero que ha escrito y cuántos bytes ocupa: los que la lección 7 manda por la red.

mod azar;
mod cabeza;
mod cara;
mod cojin;
mod cola;
mod color;
mod cuerpo;
mod fondo;
mod formas;
mod ladeo;
mod lienzo;
mod orejas;
mod ovillo;
mod patas;
mod pelo;
mod tronco;
mod ventana;

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, ImageResult, RgbImage};
use redes::argumentos;
use redes::errores::{Fallo, Resultado, terminar};

use crate::lienzo::Lienzo;

/// Con menos, el JPEG emborrona los bigotes; con más, solo engorda.
const CALIDAD: u8 = 90;

/// Dibuja el gatito del curso
#[derive(Parser)]
#[command(name = "gatin")]
struct Opciones {
    /// Fichero que se escribe, .jpg o .png
    #[arg(value_name = "IMAGEN", default_value = "gatin.jpg")]
    salida: PathBuf,
}

fn main() -> ExitCode {
    let opciones: Opciones = argumentos::leer();
    terminar(guardar(&opciones.salida))
}

fn guardar(salida: &Path) -> Resultado {
    let formato = match ImageFormat::from_path(salida) {
        Ok(formato @ (ImageFormat::Jpeg | ImageFormat::Png)) => formato,
        _ => {
            let que = format!("no sé qué formato quieres para «{}»", salida.display());
            return Err(Fallo::nuevo(que).remedio("El nombre tiene que acabar en .jpg o en .png."));
        }
    };
    let bytes = codificar(&dibujar(), formato).map_err(|_| Fallo::nuevo("no he podido codificar la imagen"))?;
    fs::write(salida, &bytes)
        .map_err(|error| Fallo::de_sistema(format!("no he podido escribir «{}»", salida.display()), error))?;
    println!("{}: {} bytes", salida.display(), bytes.len());
    Ok(())
}

/// De atrás adelante: lo último que se pinta tapa a lo anterior.
fn dibujar() -> RgbImage {
    let mut lienzo = Lienzo::nuevo();
    fondo::pared(&mut lienzo);
    ventana::ventana(&mut lienzo);
    fondo::bombillas(&mut lienzo);
    fondo::rayos(&mut lienzo);
    cojin::cojin(&mut lienzo);
    cuerpo::pintar(&mut lienzo);
    cuerpo::collar(&mut lienzo);
    ovillo::pintar(&mut lienzo);
    cabeza::pintar(&mut lienzo);
    cara::pintar(&mut lienzo);
    lienzo.revelar();
    lienzo.imagen()
}

fn codificar(imagen: &RgbImage, formato: ImageFormat) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match formato {
        ImageFormat::Jpeg => JpegEncoder::new_with_quality(&mut bytes, CALIDAD).encode_image(imagen)?,
        otro => imagen.write_to(&mut Cursor::new(&mut bytes), otro)?,
    }
    Ok(bytes)
}
