//! Los ficheros a medio llegar, por si Ctrl-C llega antes que el final: nadie más sabría que hay que borrarlos.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use redes::hilos::tomar;

/// La lista de los que hay. Se cambia con el fichero mismo, bajo el mismo cerrojo: nunca dice lo que no es.
#[derive(Debug, Clone, Default)]
pub struct Parciales(Arc<Mutex<Vec<PathBuf>>>);

impl Parciales {
    /// Los borra, y ya no deja abrir más: solo queda terminar el programa.
    pub fn borrar(&self) {
        let abiertos = tomar(&self.0);
        abiertos.iter().for_each(|ruta| drop(fs::remove_file(ruta)));
        std::mem::forget(abiertos);
    }

    /// Crea uno y lo apunta.
    pub fn abrir(&self, ruta: &Path) -> io::Result<File> {
        let mut abiertos = tomar(&self.0);
        let fichero = OpenOptions::new().write(true).create_new(true).open(ruta)?;
        abiertos.push(ruta.to_path_buf());
        Ok(fichero)
    }

    /// Quita uno de la lista después de `hacer` lo que sea con él.
    pub fn cerrar<T>(&self, ruta: &Path, hacer: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let mut abiertos = tomar(&self.0);
        let hecho = hacer()?;
        abiertos.retain(|otra| otra != ruta);
        Ok(hecho)
    }
}
