//! Dónde se guarda lo que llega: se escribe **al lado**, se comprueba y solo entonces recibe su nombre.
//!
//! Quien mire la carpeta a mitad de una transferencia no verá nunca medio fichero con el nombre del bueno. Y el nombre lo
//! pone quien arrancó el servidor: de la red no se toma ni una letra, porque un desconocido podría llamar a su fichero
//! `../../.bashrc`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use redes::errores::{Fallo, Resultado};

/// El nombre de lo recibido si no se ha pedido otro.
pub const POR_DEFECTO: &str = "recibido.bin";

/// Dónde van a parar los ficheros de un servidor: `foto.jpg`, `foto-2.jpg`, `foto-3.jpg`…
#[derive(Debug)]
pub struct Destino {
    salida: PathBuf,
    sobrescribir: bool,
    /// Existe y no es un fichero (`/dev/null`, una tubería): se escribe en él, sin nada al lado.
    especial: bool,
    guardados: AtomicU64,
    parciales: AtomicU64,
    abiertos: Abiertos,
}

/// Los que están a medias, por si Ctrl-C llega antes que el final: nadie más sabría que hay que borrarlos.
#[derive(Debug, Clone, Default)]
pub struct Abiertos(Arc<Mutex<Vec<PathBuf>>>);

impl Abiertos {
    /// Los borra, y ya no deja abrir más: solo queda terminar el programa.
    pub fn borrar(&self) {
        let abiertos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        abiertos.iter().for_each(|ruta| drop(fs::remove_file(ruta)));
        std::mem::forget(abiertos);
    }

    fn abrir(&self, ruta: &Path) -> io::Result<File> {
        let mut abiertos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fichero = OpenOptions::new().write(true).create_new(true).open(ruta)?;
        abiertos.push(ruta.to_path_buf());
        Ok(fichero)
    }

    /// Quita uno de la lista después de `hacer` lo que sea con él.
    fn cerrar<T>(&self, ruta: &Path, hacer: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let mut abiertos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hecho = hacer()?;
        abiertos.retain(|otra| otra != ruta);
        Ok(hecho)
    }
}

impl Destino {
    /// Comprueba, antes de escuchar, que se podrá guardar.
    ///
    /// # Errors
    /// Si ya existe, es una carpeta o no se puede escribir a su lado.
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
        let especial = datos.as_ref().is_some_and(|datos| !datos.is_file());
        if elegida && datos.is_some() && !especial && !sobrescribir {
            return Err(Fallo::nuevo(format!("«{nombre}» ya existe"))
                .remedio("Elige otro nombre, o usa --sobrescribir si no te importa perderlo."));
        }
        let destino = Self {
            salida,
            sobrescribir,
            especial,
            guardados: 0.into(),
            parciales: 0.into(),
            abiertos: Abiertos::default(),
        };
        // Se abre uno de prueba, que desaparece aquí mismo.
        drop(destino.abrir().map_err(|error| Fallo::al_guardar(&destino.salida, error))?);
        Ok(destino)
    }

    /// Empieza un fichero nuevo, con un nombre provisional que no usa nadie más.
    ///
    /// # Errors
    /// Los del disco.
    pub fn abrir(&self) -> io::Result<Recibido<'_>> {
        let (fichero, parcial) = if self.especial {
            (OpenOptions::new().write(true).open(&self.salida)?, None)
        } else {
            let turno = self.parciales.fetch_add(1, Relaxed);
            let nombre = self.salida.file_name().unwrap_or_default().to_string_lossy();
            let ruta = self.salida.with_file_name(format!(".{nombre}.{}-{turno}.parcial", std::process::id()));
            (self.abiertos.abrir(&ruta)?, Some(ruta))
        };
        Ok(Recibido { destino: self, fichero, parcial, suma: crc32fast::Hasher::new(), bytes: 0, huecos: 0 })
    }

    /// Los que hay a medias, para borrarlos si el programa se interrumpe.
    pub fn abiertos(&self) -> Abiertos {
        self.abiertos.clone()
    }

    /// `rename`; si no se puede, quita el fichero vacío con el que se había reservado el nombre.
    fn renombrar(&self, parcial: &Path, ruta: &Path) -> io::Result<()> {
        self.abiertos.cerrar(parcial, || fs::rename(parcial, ruta)).inspect_err(|_| {
            if !self.sobrescribir {
                let _ = fs::remove_file(ruta);
            }
        })
    }

    /// El nombre número `n`: `foto.jpg`, `foto-2.jpg`… y, si no está entero, `foto.incompleto.jpg`.
    fn numerada(&self, n: u64, entero: bool) -> PathBuf {
        let base = self.salida.file_stem().unwrap_or_default().to_string_lossy();
        let extension = self.salida.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
        let numero = if n == 1 { String::new() } else { format!("-{n}") };
        let marca = if entero { "" } else { ".incompleto" };
        self.salida.with_file_name(format!("{base}{numero}{marca}{extension}"))
    }
}

/// Un fichero a medio llegar. Si se abandona, no deja rastro.
#[derive(Debug)]
pub struct Recibido<'a> {
    destino: &'a Destino,
    fichero: File,
    parcial: Option<PathBuf>,
    suma: crc32fast::Hasher,
    bytes: u64,
    huecos: u64,
}

impl Recibido<'_> {
    /// Añade bytes por el final.
    ///
    /// # Errors
    /// Los del disco.
    pub fn escribir(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.fichero.write_all(bytes)?;
        self.suma.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Deja sitio para algo que no ha llegado. Al leerlo serán ceros.
    ///
    /// # Errors
    /// Los del disco.
    pub fn saltar(&mut self, cuantos: u64) -> io::Result<()> {
        self.huecos += cuantos;
        self.fichero.seek(SeekFrom::Current(i64::try_from(cuantos).map_err(io::Error::other)?)).map(drop)
    }

    /// Bytes que han llegado de verdad.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// ¿Es lo anunciado? Sin huecos, del tamaño justo y con la misma suma.
    pub fn coincide(&self, tamano: u64, suma: u32) -> bool {
        self.huecos == 0 && self.bytes == tamano && self.suma.clone().finalize() == suma
    }

    /// Le da su nombre. Devuelve cuál ha sido.
    ///
    /// # Errors
    /// Los del disco, o que el nombre se haya ocupado mientras tanto.
    pub fn publicar(mut self, entero: bool) -> io::Result<PathBuf> {
        // No se pide al disco que lo escriba ya (`sync_all`): si se va la luz en este segundo, hay que volver a enviarlo.
        let Some(parcial) = &self.parcial else { return Ok(self.destino.salida.clone()) };
        let orden = self.destino.guardados.fetch_add(1, Relaxed) + 1;
        // ANCHOR: publicar
        for n in orden.. {
            let ruta = self.destino.numerada(n, entero);
            // `rename` sustituye lo que haya sin preguntar. Para no
            // pisar nada, antes hay que conseguir ese nombre libre.
            if !self.destino.sobrescribir && !reservar(&ruta)? {
                continue;
            }
            self.destino.renombrar(parcial, &ruta)?;
            self.parcial = None;
            return Ok(ruta);
        }
        // ANCHOR_END: publicar
        Err(ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Recibido<'_> {
    fn drop(&mut self) {
        if let Some(parcial) = &self.parcial {
            let _ = self.destino.abiertos.cerrar(parcial, || fs::remove_file(parcial));
        }
    }
}

/// Ocupa el nombre con un fichero vacío; `false` si ya era de otro. El sistema garantiza que solo uno lo consigue.
fn reservar(ruta: &Path) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).open(ruta) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
