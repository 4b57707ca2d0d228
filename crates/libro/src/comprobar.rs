//! `libro comprobar`: que el libro no se haya separado de los programas. No necesita mdBook.
//!
//! Cada regla es una función que mira una página y devuelve sus defectos; al lado lleva su prueba, con un ejemplo que la
//! rompe. `tests/libro.rs` exige que el libro no tenga ninguno.

mod anclas;
mod ejecuciones;
mod enlaces;
mod nombres;
mod ordenes;
mod paginas;

use std::fs;

use redes::errores::{Fallo, Resultado};

use super::indice;
use super::libro::{Defecto, Libro, Pagina};
pub use ejecuciones::defectos as ejecutando;

/// Lee y expande todas las páginas; con ellas, lo que haya salido mal al expandirlas.
pub fn leer(libro: &Libro) -> Resultado<(Vec<Pagina>, Vec<Defecto>)> {
    let (mut leidas, mut defectos) = (Vec::new(), Vec::new());
    for ruta in indice::ficheros(&libro.carpeta.join("src"), "md")? {
        let texto = fs::read_to_string(libro.carpeta.join("src").join(&ruta))
            .map_err(|error| Fallo::de_sistema(format!("no he podido leer {ruta}"), error))?
            .replace("\r\n", "\n");
        let (expandida, suyos) = libro.expandir(&ruta, &texto);
        defectos.extend(suyos);
        leidas.push(Pagina { ruta, texto, expandida });
    }
    Ok((leidas, defectos))
}

/// Todo lo que se puede mirar sin ejecutar los programas enteros.
pub fn sin_ejecutar(libro: &Libro) -> Resultado<Vec<Defecto>> {
    let (leidas, mut defectos) = leer(libro)?;
    defectos.extend(paginas::defectos(libro, &leidas));
    let analista = ordenes::Analista::nuevo(libro);
    for pagina in &leidas {
        defectos.extend(anclas::defectos(libro, pagina));
        defectos.extend(nombres::defectos(libro, pagina));
        defectos.extend(enlaces::defectos(libro, pagina, &leidas));
        defectos.extend(analista.defectos(pagina));
    }
    defectos.sort_by(|a, b| (&a.pagina, a.linea).cmp(&(&b.pagina, b.linea)));
    Ok(defectos)
}
