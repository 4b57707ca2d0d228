//! El libro, lo que declara y sus páginas: lo que miran, expanden y comprueban los demás.

use std::path::PathBuf;

use catalogo::{Catalogo, catalogo};
use redes::errores::Resultado;
use redes::lugares::raiz;

use super::declaraciones::{self, Cable, Salida};

/// Todo lo que hace falta para expandir una página.
pub struct Libro {
    /// La carpeta `book`.
    pub carpeta: PathBuf,
    /// La carpeta del curso.
    pub raiz: PathBuf,
    pub catalogo: Catalogo,
    pub salidas: Vec<Salida>,
    pub cables: Vec<Cable>,
}

/// Una página del libro.
pub struct Pagina {
    /// Desde `book/src`, con `/`: `diagnosticos/R01.md`.
    pub ruta: String,
    /// Tal como está escrita.
    pub texto: String,
    /// Con sus directivas expandidas.
    pub expandida: String,
}

/// Algo que está mal en una página.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defecto {
    /// La página, desde `book/src`.
    pub pagina: String,
    /// La línea, contando desde 1.
    pub linea: usize,
    pub que: String,
}

impl Libro {
    /// Lee el catálogo y lo que el libro declara.
    pub fn leer() -> Resultado<Self> {
        let carpeta = raiz().join("book");
        let (salidas, cables) = (declaraciones::salidas(&carpeta)?, declaraciones::cables(&carpeta)?);
        Ok(Self { carpeta, raiz: raiz(), catalogo: catalogo()?, salidas, cables })
    }
}
