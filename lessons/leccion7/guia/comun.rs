//! Lo que comparten varios pasos de la lección guiada.

use std::fs;
use std::io;
use std::path::PathBuf;

use redes::errores::{Fallo, Resultado};

/// Un fichero de 13 bytes.
pub const GATIN: &[u8] = "soy el gatín".as_bytes();

/// Lo que aquí no debería fallar, y aun así puede: que el sistema no deje usar sus sockets o su disco.
pub fn montar(error: io::Error) -> Fallo {
    Fallo::de_sistema("no he podido montar la escena", error)
}

/// Una carpeta que desaparece al acabar el paso.
pub struct Carpeta(pub PathBuf);

impl Carpeta {
    pub fn nueva() -> Resultado<Self> {
        let ruta = std::env::temp_dir().join(format!("leccion7-guia-{}", std::process::id()));
        fs::create_dir_all(&ruta).map_err(montar)?;
        Ok(Self(ruta))
    }

    pub fn contenido(&self) -> String {
        let nombres = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let nombres: Vec<String> = nombres.map(|uno| format!("`{}`", uno.file_name().to_string_lossy())).collect();
        if nombres.is_empty() { "nada".to_string() } else { nombres.join(", ") }
    }
}

impl Drop for Carpeta {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
