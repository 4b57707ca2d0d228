//! Por dónde vas: un fichero de texto pequeño, con nombres y no números, que puedes leer, editar o borrar.

use std::path::PathBuf;

use crate::errores::Resultado;

/// Dónde se guarda: `$REDES_PROGRESO` si existe; si no, `progreso.txt` en la raíz del curso.
#[must_use]
pub fn ruta() -> PathBuf {
    std::env::var_os("REDES_PROGRESO")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("progreso.txt"), PathBuf::from)
}

/// El nombre del último paso visto de una lección, si se ha empezado.
///
/// # Errors
/// Si el fichero existe y no se puede leer.
pub fn paso(_leccion: &str) -> Resultado<Option<String>> {
    Ok(None)
}
