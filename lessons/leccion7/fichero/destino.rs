//! Dónde van a parar los ficheros de un servidor: `foto.jpg`, `foto-2.jpg`, `foto-3.jpg`…
//!
//! El nombre lo pone quien arrancó el servidor: de la red no se toma ni una letra, porque un desconocido podría llamar a
//! su fichero `../../.bashrc`.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use redes::errores::{Fallo, Resultado};
use redes::fallas::Azar;

use super::parciales::Parciales;

/// El nombre de lo recibido si no se ha pedido otro.
pub const POR_DEFECTO: &str = "recibido.bin";

/// La carpeta y los nombres de lo que se recibe.
#[derive(Debug)]
pub struct Destino {
    pub salida: PathBuf,
    pub sobrescribir: bool,
    /// Existe y no es un fichero (`/dev/null`, una tubería): se escribe en él, sin nada al lado.
    especial: bool,
    guardados: AtomicU64,
    empezados: AtomicU64,
    parciales: Parciales,
}

impl Destino {
    /// Comprueba, antes de escuchar, que se podrá guardar.
    pub fn nuevo(salida: Option<PathBuf>, sobrescribir: bool) -> Resultado<Self> {
        // El nombre por defecto no lo has elegido: si está ocupado, se usa el siguiente.
        let elegida = salida.is_some();
        let salida = salida.unwrap_or_else(|| POR_DEFECTO.into());
        let nombre = salida.display().to_string();
        let datos = fs::metadata(&salida).ok();
        if datos.as_ref().is_some_and(fs::Metadata::is_dir) || salida.file_name().is_none() {
            return Err(Fallo::nuevo(format!("no puedo guardar en «{nombre}»: es una carpeta"))
                .remedio("Di también el nombre del fichero."));
        }
        // Una tubería espera a quien la lea, quizá para siempre; y un enlace a lo que no existe se perdería al guardar.
        if datos.as_ref().is_some_and(es_tuberia) {
            return Err(Fallo::nuevo(format!("no puedo guardar en «{nombre}»: es una tubería, no un fichero"))
                .remedio("Da el nombre de un fichero."));
        }
        if datos.is_none() && fs::symlink_metadata(&salida).is_ok() {
            return Err(Fallo::nuevo(format!("no puedo guardar en «{nombre}»: es un enlace a algo que no existe"))
                .remedio("Elige otro nombre, o borra antes el enlace."));
        }
        let especial = datos.as_ref().is_some_and(|datos| !datos.is_file());
        if elegida && datos.is_some() && !especial && !sobrescribir {
            return Err(Fallo::nuevo(format!("«{nombre}» ya existe"))
                .remedio("Elige otro nombre, o usa --sobrescribir si no te importa perderlo."));
        }
        let (guardados, empezados, parciales) = (0.into(), 0.into(), Parciales::default());
        let destino = Self { salida, sobrescribir, especial, guardados, empezados, parciales };
        // Se abre uno de prueba, que desaparece aquí mismo.
        let (_, parcial) = destino.abrir().map_err(|error| Fallo::al_guardar(&destino.salida, error))?;
        parcial.iter().for_each(|parcial| destino.tirar(parcial));
        Ok(destino)
    }

    /// Un fichero nuevo, con un nombre provisional que no usa nadie más. Sin él, se escribe en el definitivo.
    pub fn abrir(&self) -> io::Result<(File, Option<PathBuf>)> {
        if self.especial {
            return Ok((OpenOptions::new().write(true).open(&self.salida)?, None));
        }
        let turno = self.empezados.fetch_add(1, Relaxed);
        // Con un nombre que nadie puede adivinar, y que además tiene que estar libre.
        let azar = Azar::mezclar(Azar::semilla_imprevista() ^ turno);
        let mut nombre = OsString::from(".");
        nombre.push(self.salida.file_name().unwrap_or_default());
        nombre.push(format!(".{azar:016x}.parcial"));
        let ruta = self.salida.with_file_name(nombre);
        Ok((self.parciales.abrir(&ruta)?, Some(ruta)))
    }

    /// Los que hay a medias, para borrarlos si el programa se interrumpe.
    pub fn parciales(&self) -> Parciales {
        self.parciales.clone()
    }

    /// Deja uno sin terminar: no queda rastro.
    pub fn tirar(&self, parcial: &Path) {
        let _ = self.parciales.cerrar(parcial, || fs::remove_file(parcial));
    }

    /// `rename`; si no se puede, quita el fichero vacío con el que se había reservado el nombre.
    pub fn renombrar(&self, parcial: &Path, ruta: &Path) -> io::Result<()> {
        self.parciales.cerrar(parcial, || fs::rename(parcial, ruta)).inspect_err(|_| {
            if !self.sobrescribir {
                let _ = fs::remove_file(ruta);
            }
        })
    }

    /// Cuántos van, contando el que se va a guardar.
    pub fn uno_mas(&self) -> u64 {
        self.guardados.fetch_add(1, Relaxed) + 1
    }

    /// El nombre número `n`: `foto.jpg`, `foto-2.jpg`… y, si no está entero, `foto.incompleto.jpg`.
    pub fn numerada(&self, n: u64, entero: bool) -> PathBuf {
        // Como lo escribió quien lo eligió, también si no es UTF-8.
        let mut nombre = self.salida.file_stem().unwrap_or_default().to_os_string();
        nombre.push(if n == 1 { String::new() } else { format!("-{n}") });
        nombre.push(if entero { "" } else { ".incompleto" });
        if let Some(extension) = self.salida.extension() {
            nombre.push(".");
            nombre.push(extension);
        }
        self.salida.with_file_name(nombre)
    }
}

#[cfg(unix)]
fn es_tuberia(datos: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    datos.file_type().is_fifo()
}

#[cfg(not(unix))]
fn es_tuberia(_: &fs::Metadata) -> bool {
    false
}
