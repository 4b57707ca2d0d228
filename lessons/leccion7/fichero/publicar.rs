//! Darle su nombre a lo recibido, cuando ya está entero y comprobado. Hasta entonces estaba **al lado**, con otro.
//!
//! Quien mire la carpeta a mitad de una transferencia no verá nunca medio fichero con el nombre del bueno.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::recibido::Recibido;

impl Recibido<'_> {
    /// Le da su nombre, y dice cuál ha sido. No se pide al disco que lo escriba ya (`sync_all`): si se va la luz en este
    /// segundo, hay que volver a enviarlo.
    pub fn publicar(mut self, entero: bool) -> io::Result<PathBuf> {
        let Some(parcial) = &self.parcial else { return Ok(self.destino.salida.clone()) };
        let orden = self.destino.uno_mas();
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

/// Ocupa el nombre con un fichero vacío; `false` si ya era de otro. El sistema garantiza que solo uno lo consigue.
fn reservar(ruta: &Path) -> io::Result<bool> {
    match OpenOptions::new().write(true).create_new(true).open(ruta) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
