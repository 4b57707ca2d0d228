//! `{{#retos leccion2}}`: los retos de una lección, enteros. El enunciado sale de su esqueleto; lo demás, de `curso.toml`.

use std::fs;

use catalogo::Reto;

use super::consola;
use crate::libro::Libro;
use crate::markdown::en_linea;

/// Todos los de una lección, en el orden del catálogo.
pub fn de_leccion(libro: &Libro, nombre: &str) -> Result<String, String> {
    let leccion = libro.catalogo.lecciones.iter().find(|leccion| leccion.nombre == nombre);
    let leccion = leccion.ok_or_else(|| format!("no hay ninguna lección «{nombre}»"))?;
    let retos: Result<Vec<String>, String> = libro.catalogo.retos_de(leccion).map(|reto| entero(libro, reto)).collect();
    Ok(retos?.join("\n"))
}

fn entero(libro: &Libro, reto: &Reto) -> Result<String, String> {
    let nombre = &reto.nombre;
    let fuente = libro.raiz.join("exercises").join(format!("{nombre}.rs"));
    let fuente = fs::read_to_string(fuente).map_err(|_| format!("no encuentro exercises/{nombre}.rs"))?;
    let (enunciado, pruebalo) = enunciado(&fuente);
    let criterios = libro.catalogo.etiquetas(&reto.criterios).join(", ");
    let mut texto = format!(
        "<section class=\"reto\" aria-labelledby=\"reto-{nombre}\">\n\n### {} {{#reto-{nombre}}}\n\n\
         <p class=\"reto-datos\"><span>Unos {} minutos</span> <span><code>exercises/{nombre}.rs</code></span> <span>{criterios}</span></p>\n\n",
        reto.titulo, reto.minutos
    );
    texto += "Aprenderás a:\n\n";
    for objetivo in &reto.objetivos {
        texto += &format!("- {objetivo}\n");
    }
    texto += &format!("\n{enunciado}\n");
    texto += "\nCada § con su número es algo que se comprueba.\n";
    if !pruebalo.is_empty() {
        texto += "\nPruébalo a mano:\n\n";
        texto += &consola::de_ordenes(&pruebalo);
    }
    texto += "\nY que lo compruebe el curso:\n\n";
    texto += &consola::de_ordenes(&ordenes(nombre));
    texto.push('\n');
    for (indice, pista) in reto.pistas.iter().enumerate() {
        texto += &format!(
            "<details class=\"pista\"><summary>Pista {} de {}</summary><p>{}</p></details>\n",
            indice + 1,
            reto.pistas.len(),
            en_linea(pista)
        );
    }
    Ok(texto + "\n</section>\n")
}

/// Las órdenes del curso que sirven para este reto.
fn ordenes(nombre: &str) -> Vec<String> {
    ["verificar", "pista", "solucion"].iter().map(|orden| format!("cargo run -- {orden} {nombre}")).collect()
}

/// El enunciado de un esqueleto, en Markdown, y las líneas de «Pruébalo».
/// Los títulos y la primera línea, que repite el nombre, se quitan.
pub fn enunciado(fuente: &str) -> (String, Vec<String>) {
    let lineas = fuente.lines().map_while(|linea| linea.strip_prefix("//!"));
    let lineas: Vec<&str> = lineas.map(|linea| linea.strip_prefix(' ').unwrap_or(linea)).collect();
    let texto = lineas.join("\n");
    let (texto, pruebalo) = texto.split_once("\nPruébalo:").unwrap_or((&texto, ""));
    let primera = texto.lines().next().unwrap_or_default();
    let frase = primera.split_once("`: ").map_or(primera, |(_, frase)| frase);
    let resto = texto.split_once('\n').map_or("", |(_, resto)| resto);
    let enunciado = format!("{}\n{resto}", con_mayuscula(frase));
    let ordenes = pruebalo.lines().filter_map(orden).collect();
    (enunciado.trim_end().to_string(), ordenes)
}

/// De `y en otra:   nc 127.0.0.1 8081` a la orden, con lo de delante como comentario si dice algo más.
fn orden(linea: &str) -> Option<String> {
    let linea = linea.trim();
    let (antes, orden) = match linea.rsplit_once("   ") {
        Some((antes, orden)) => (antes.trim().trim_end_matches(':'), orden.trim()),
        None => match linea.split_once(":  ") {
            Some((antes, orden)) => (antes.trim(), orden.trim()),
            None => ("", linea),
        },
    };
    match (antes, orden) {
        (_, "") => None,
        ("", orden) => Some(orden.to_string()),
        (antes, orden) if antes.starts_with("y en otra") => Some(format!("# en otra terminal\n{orden}")),
        (antes, orden) => Some(format!("# {antes}\n{orden}")),
    }
}

fn con_mayuscula(frase: &str) -> String {
    let mut letras = frase.chars();
    letras.next().map_or_else(String::new, |primera| primera.to_uppercase().chain(letras).collect())
}
