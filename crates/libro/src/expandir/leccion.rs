//! `{{#leccion leccion3}}`: la ficha con que abre un capítulo.

use catalogo::{Catalogo, Leccion};

use crate::libro::Libro;
use crate::markdown::en_linea;

pub fn ficha(libro: &Libro, nombre: &str) -> Result<String, String> {
    let catalogo = &libro.catalogo;
    let leccion = catalogo.lecciones.iter().find(|leccion| leccion.nombre == nombre);
    let leccion = leccion.ok_or_else(|| format!("no hay ninguna lección «{nombre}»"))?;
    let minutos_de_retos: u32 = catalogo.retos_de(leccion).map(|reto| reto.minutos).sum();
    let mut filas = vec![("Duración", duracion(leccion.minutos, minutos_de_retos))];
    filas.push(("Antes conviene", requisitos(catalogo, leccion)));
    let puertos: Vec<String> = leccion.puertos.iter().map(|puerto| format!("<code>{puerto}</code>")).collect();
    filas.push((if puertos.len() == 1 { "Puerto" } else { "Puertos" }, puertos.join(" y ")));
    filas.push(("Programas", format!("<code>lessons/{nombre}</code>")));
    filas.push(("Guía paso a paso", format!("<code>cargo run --bin {nombre}</code>")));
    let criterios = catalogo.criterios.iter().filter(|criterio| leccion.criterios.contains(&criterio.nombre));
    let criterios: Vec<String> = criterios
        .map(|criterio| format!("<abbr title=\"{}\">{}</abbr>", en_linea(&criterio.texto), criterio.etiqueta))
        .collect();
    filas.push(("Criterios", criterios.join(", ")));
    let filas: String =
        filas.iter().map(|(que, valor)| format!("<div><dt>{que}</dt><dd>{valor}</dd></div>\n")).collect();
    Ok(format!("<div class=\"ficha\">\n<p>{}</p>\n<dl>\n{filas}</dl>\n</div>\n", en_linea(&leccion.resumen)))
}

fn duracion(guia: u32, retos: u32) -> String {
    match retos {
        0 => format!("{guia} minutos"),
        _ => format!("{guia} minutos, y unos {retos} más con los retos"),
    }
}

fn requisitos(catalogo: &Catalogo, leccion: &Leccion) -> String {
    let antes = catalogo.lecciones.iter().filter(|otra| leccion.requisitos.contains(&otra.nombre));
    let enlaces: Vec<String> = antes
        .map(|otra| format!("<a href=\"{}.html\">{} · {}</a>", otra.nombre, otra.numero, en_linea(&otra.titulo)))
        .collect();
    if enlaces.is_empty() { "nada: es la primera".to_string() } else { enlaces.join(" y ") }
}
