//! Una carpeta para los ficheros de un caso. Desaparece con él; y si el curso muere de golpe, la borra el guardián.

mod vigia;

pub use vigia::Vigia;

use super::hallazgo::{Paso, Tropiezo};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use redes::hilos::tomar;

/// Donde van todas las carpetas de este proceso, dentro de la de ficheros temporales del sistema.
pub fn de_sesion() -> PathBuf {
    std::env::temp_dir().join(format!("redes-verificador-{}", std::process::id()))
}

/// Cuántas se han creado. Mientras se tiene, nadie más crea ni borra: si no, una podría perder la de todos justo al nacer.
static CUANTAS: Mutex<u64> = Mutex::new(0);

/// La carpeta de un caso.
pub struct Carpeta {
    ruta: PathBuf,
}

impl Carpeta {
    /// Una carpeta vacía que no usa nadie más.
    pub fn nueva() -> Paso<Self> {
        let mut cuantas = tomar(&CUANTAS);
        *cuantas += 1;
        let ruta = de_sesion().join(cuantas.to_string());
        // Si queda algo de un proceso que tuvo el mismo número, no es de nadie.
        let _ = fs::remove_dir_all(&ruta);
        fs::create_dir_all(&ruta).map_err(|error| sin_disco(&ruta, &error))?;
        Ok(Self { ruta })
    }

    /// La ruta de algo de dentro, como argumento para un programa.
    pub fn con(&self, nombre: &str) -> String {
        self.ruta.join(nombre).display().to_string()
    }

    /// Crea dentro un fichero, y devuelve su ruta.
    pub fn crear(&self, nombre: &str, bytes: &[u8]) -> Paso<String> {
        let ruta = self.ruta.join(nombre);
        fs::write(&ruta, bytes).map_err(|error| sin_disco(&ruta, &error))?;
        Ok(self.con(nombre))
    }

    /// Crea dentro un fichero de tantos ceros, que en el disco no ocupan, y devuelve su ruta.
    pub fn crear_hueco(&self, nombre: &str, cuantos: u64) -> Paso<String> {
        let ruta = self.ruta.join(nombre);
        fs::File::create(&ruta)
            .and_then(|fichero| fichero.set_len(cuantos))
            .map_err(|error| sin_disco(&ruta, &error))?;
        Ok(self.con(nombre))
    }

    /// Lo que contiene un fichero de dentro; `None` si no está o no se puede leer.
    pub fn leer(&self, nombre: &str) -> Option<Vec<u8>> {
        fs::read(self.ruta.join(nombre)).ok()
    }

    /// Cuántos bytes hay dentro, entre todos los ficheros: si cambia, alguien está escribiendo.
    pub fn ocupado(&self) -> u64 {
        let entradas = fs::read_dir(&self.ruta).into_iter().flatten().flatten();
        entradas.filter_map(|entrada| entrada.metadata().ok()).map(|datos| datos.len()).sum()
    }

    /// Se apunta, desde ahora, lo que le pase a lo de dentro. `None` donde el sistema no lo cuenta.
    pub fn vigilar(&self) -> Option<Vigia> {
        Vigia::nuevo(&self.ruta)
    }

    /// Los nombres de lo que hay dentro, por orden.
    pub fn nombres(&self) -> Vec<String> {
        let entradas = fs::read_dir(&self.ruta).into_iter().flatten().flatten();
        let mut nombres: Vec<String> =
            entradas.map(|entrada| entrada.file_name().to_string_lossy().into_owned()).collect();
        nombres.sort();
        nombres
    }
}

impl Drop for Carpeta {
    fn drop(&mut self) {
        let _cuantas = tomar(&CUANTAS);
        let _ = fs::remove_dir_all(&self.ruta);
        // La de todos, si ya no queda ninguna dentro.
        let _ = fs::remove_dir(de_sesion());
    }
}

/// No hay dónde escribir: no es culpa del programa.
fn sin_disco(ruta: &Path, error: &std::io::Error) -> Tropiezo {
    let causa = redes::errores::explicar(error);
    Tropiezo::NoComprobable(format!("no he podido escribir en {}: {causa}", ruta.display()))
}
