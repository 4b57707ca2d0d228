//! El fichero que se envía: cómo se llama, cuánto ocupa y cuál es su suma de comprobación.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread;

use redes::errores::{Fallo, Resultado};

/// Lo más que puede ocupar un nombre: lo mismo que en casi todos los discos.
pub const NOMBRE_MAXIMO: usize = 255;

/// Lo que se lee del disco, o de la red, de una vez. Con 8 KiB (lo que usa `io::copy`), una copia hace treinta y dos veces
/// más llamadas al sistema. Es toda la memoria que hace falta, mida lo que mida el fichero.
pub const BUFFER: usize = 256 * 1024;

/// Un fichero abierto, listo para enviarse.
pub struct Origen {
    pub ruta: PathBuf,
    /// Cómo se llama, sin sus carpetas.
    pub nombre: String,
    pub tamano: u64,
    /// El CRC-32 de todos los bytes.
    pub suma: u32,
    pub fichero: File,
}

impl Origen {
    /// Abre `ruta` y la lee entera una vez, para llevar la suma por delante.
    pub fn abrir(ruta: &Path) -> Resultado<Self> {
        let no_leo = |error| Fallo::al_leer(ruta, error);
        let datos = fs::metadata(ruta).map_err(no_leo)?;
        if datos.is_dir() {
            return Err(Fallo::nuevo(format!("«{}» es una carpeta", ruta.display()))
                .remedio("Di qué fichero de dentro o, si la quieres entera, comprímela antes."));
        }
        // Una tubería o un dispositivo no dicen cuánto miden: habría que leerlos hasta el final para saberlo.
        if !datos.is_file() {
            return Err(Fallo::nuevo(format!("«{}» no es un fichero corriente", ruta.display()))
                .remedio("Guarda antes en un fichero lo que quieras enviar."));
        }
        let mut fichero = File::open(ruta).map_err(no_leo)?;
        let (tamano, suma) = sumar_a_medias(&mut fichero, ruta, datos.len()).map_err(no_leo)?;
        fichero.seek(SeekFrom::Start(0)).map_err(no_leo)?;
        let nombre = nombre_corto(ruta);
        Ok(Self { ruta: ruta.to_path_buf(), nombre, tamano, suma, fichero })
    }

    /// ¿Es todavía lo que se anunció? Se pregunta antes de culpar a nadie de que lo recibido sume otra cosa.
    pub fn sigue_igual(&mut self) -> bool {
        let leido = self.fichero.seek(SeekFrom::Start(0)).and_then(|_| sumar((&self.fichero).take(self.tamano)));
        leido.is_ok_and(|(tamano, suma)| (tamano, suma.finalize()) == (self.tamano, self.suma))
    }

    /// El fallo de que el fichero ya no sea el que se anunció.
    pub fn ha_cambiado(&self) -> Fallo {
        Fallo::nuevo(format!("«{}» ha cambiado mientras lo enviaba", self.ruta.display()))
            .remedio("Espera a que nadie lo esté escribiendo y vuelve a enviarlo.")
    }
}

/// Cuánto ocupa y cuánto suma, contado y no preguntado: si alguien lo está escribiendo, cuenta lo que se lee.
///
/// La suma es un CRC-32, la misma de los PNG y los ZIP: nota cualquier bit cambiado por accidente, y sumar cuesta mucho
/// menos que enviar. Contra quien cambie el fichero *a propósito* no protege: para eso hace falta una firma.
fn sumar(mut fichero: impl Read) -> io::Result<(u64, crc32fast::Hasher)> {
    let (mut buffer, mut tamano, mut suma) = (vec![0; BUFFER], 0, crc32fast::Hasher::new());
    loop {
        match fichero.read(&mut buffer) {
            Ok(0) => return Ok((tamano, suma)),
            Ok(leidos) => {
                suma.update(&buffer[..leidos]);
                tamano += leidos as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// La suma de dos mitades, cada una en su hilo: un CRC se puede componer con los de sus partes.
fn sumar_a_medias(fichero: &mut File, ruta: &Path, tamano: u64) -> io::Result<(u64, u32)> {
    let mitad = tamano / 2;
    let mut segunda = File::open(ruta)?;
    segunda.seek(SeekFrom::Start(mitad))?;
    let (una, otra) = thread::scope(|hilos| {
        let otra = hilos.spawn(|| sumar(segunda));
        (sumar(fichero.take(mitad)), otra.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    });
    let ((mut tamano, mut suma), (mas, detras)) = (una?, otra?);
    tamano += mas;
    suma.combine(&detras);
    Ok((tamano, suma.finalize()))
}

/// El nombre sin carpetas, recortado por una letra entera si es larguísimo.
fn nombre_corto(ruta: &Path) -> String {
    let nombre = ruta.file_name().unwrap_or_default().to_string_lossy();
    let corte = (0..=NOMBRE_MAXIMO.min(nombre.len())).rev().find(|i| nombre.is_char_boundary(*i));
    nombre[..corte.unwrap_or(0)].to_string()
}
