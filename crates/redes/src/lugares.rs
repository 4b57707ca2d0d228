//! Dónde está el curso en este ordenador.

use std::env;
use std::path::{Path, PathBuf};

/// La carpeta del curso: donde están `curso.toml`, `lessons/` y lo demás.
#[must_use]
pub fn raiz() -> PathBuf {
    // Este paquete es `crates/redes`: la del curso es la abuela.
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Dónde están los retos: la carpeta que tiene dentro `exercises/` y `solutions/`. Es la del curso, salvo que la variable
/// `REDES_RETOS` diga otra: la de una entrega, o la que se inventa una prueba para no tocar la de nadie.
#[must_use]
pub fn raiz_de_los_retos() -> PathBuf {
    env::var_os("REDES_RETOS").filter(|valor| !valor.is_empty()).map_or_else(raiz, PathBuf::from)
}

/// Dónde escribe quien aprende los programas de las lecciones: `taller/`, en la carpeta del curso, o donde diga la variable
/// `REDES_TALLER` (una prueba no toca el de nadie).
#[must_use]
pub fn taller() -> PathBuf {
    env::var_os("REDES_TALLER").filter(|valor| !valor.is_empty()).map_or_else(|| raiz().join("taller"), PathBuf::from)
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn la_raiz_es_la_del_curso() {
        assert!(super::raiz().join("curso.toml").is_file() && super::raiz().join("lessons").is_dir());
    }
}
