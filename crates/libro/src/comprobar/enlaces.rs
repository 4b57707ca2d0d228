//! Los enlaces y las imágenes llevan a algún sitio: la página existe y, en ella, el título al que apuntan.

use std::collections::HashMap;

use crate::expandir::incluir::sin_puntos;
use crate::libro::{Defecto, Libro, Pagina};
use crate::markdown::{Parrafo, Que, parrafos};

pub fn defectos(libro: &Libro, pagina: &Pagina, todas: &[Pagina]) -> Vec<Defecto> {
    let mut defectos = Vec::new();
    for parrafo in parrafos(&pagina.expandida) {
        for destino in destinos(&parrafo) {
            if let Err(que) = mirar(libro, pagina, todas, destino) {
                // Las líneas son las de la página expandida: se busca dónde está escrito, si está.
                let escrita = pagina.texto.lines().position(|linea| linea.contains(destino));
                defectos.push(Defecto {
                    pagina: pagina.ruta.clone(),
                    linea: escrita.map_or(parrafo.linea, |linea| linea + 1),
                    que,
                });
            }
        }
    }
    defectos
}

/// Adónde apuntan los enlaces y las imágenes de un párrafo, en Markdown y en HTML.
fn destinos(parrafo: &Parrafo) -> Vec<&str> {
    let en_html =
        parrafo.los(Que::Html).flat_map(|html| ["href", "src"].into_iter().flat_map(|nombre| atributos(html, nombre)));
    parrafo.los(Que::Destino).chain(en_html).collect()
}

/// Lo que vale cada atributo que se llama así.
fn atributos<'a>(html: &'a str, nombre: &str) -> Vec<&'a str> {
    html.split(&format!("{nombre}=\"")).skip(1).filter_map(|resto| resto.split('"').next()).collect()
}

fn mirar(libro: &Libro, pagina: &Pagina, todas: &[Pagina], destino: &str) -> Result<(), String> {
    if destino.starts_with("https://") || destino.starts_with("mailto:") {
        return Ok(());
    }
    if let Some(resto) = destino.strip_prefix("http://") {
        let en_casa = resto.starts_with("127.0.0.1") || resto.starts_with("localhost") || resto.starts_with("[::1]");
        return if en_casa { Ok(()) } else { Err(format!("«{destino}» no es https")) };
    }
    let (ruta, ancla) = destino.split_once('#').map_or((destino, None), |(ruta, ancla)| (ruta, Some(ancla)));
    let src = libro.carpeta.join("src");
    let aqui = src.join(&pagina.ruta);
    let lugar = match ruta {
        "" => aqui.clone(),
        ruta => sin_puntos(&aqui.parent().unwrap_or(&src).join(ruta)),
    };
    let relativa = lugar.strip_prefix(&src).map_err(|_| format!("«{destino}» sale del libro"))?;
    let relativa = relativa.to_string_lossy().replace('\\', "/");
    let relativa = match relativa.strip_suffix("index.html") {
        Some(carpeta) => format!("{carpeta}README.md"),
        None => relativa.strip_suffix(".html").map_or(relativa.clone(), |sin| format!("{sin}.md")),
    };
    let Some(otra) = todas.iter().find(|otra| otra.ruta == relativa) else {
        return if lugar.is_file() { Ok(()) } else { Err(format!("«{destino}» no lleva a ningún sitio")) };
    };
    match ancla {
        Some(ancla) if !anclas(&otra.expandida).iter().any(|suya| suya == ancla) => {
            Err(format!("«{destino}»: en {relativa} no hay ningún título «#{ancla}»"))
        }
        _ => Ok(()),
    }
}

/// Las anclas que mdBook da a los títulos de una página, y las que lleva su HTML.
pub fn anclas(expandida: &str) -> Vec<String> {
    let mut anclas = Vec::new();
    let mut repetidas: HashMap<String, usize> = HashMap::new();
    for parrafo in parrafos(expandida) {
        anclas.extend(parrafo.los(Que::Html).flat_map(|html| atributos(html, "id")).map(String::from));
        let Some(propia) = parrafo.los(Que::Titulo).next() else { continue };
        let ancla = ancla_de(&parrafo.leido());
        let veces = repetidas.entry(ancla.clone()).or_insert(0);
        anclas.push(match (propia, *veces) {
            ("", 0) => ancla,
            ("", veces) => format!("{ancla}-{veces}"),
            (propia, _) => propia.to_string(),
        });
        *veces += usize::from(propia.is_empty());
    }
    anclas
}

fn ancla_de(titulo: &str) -> String {
    let letras = titulo.trim().chars().filter_map(|letra| match letra {
        letra if letra.is_alphanumeric() || letra == '_' || letra == '-' => Some(letra.to_lowercase().to_string()),
        letra if letra.is_whitespace() => Some("-".to_string()),
        _ => None,
    });
    letras.collect()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn un_enlace_que_no_lleva_a_nada_se_dice() {
        let libro = Libro::leer().unwrap();
        let pagina =
            |ruta: &str, texto: &str| Pagina { ruta: ruta.into(), texto: texto.into(), expandida: texto.into() };
        let todas =
            [pagina("diagnosticos/README.md", "# Diagnósticos\n## ¿Qué se ve?\n## ¿Qué se ve?\n### Reto {#reto-x}\n")];
        let de = |texto: &str| {
            defectos(&libro, &pagina("x.md", texto), &todas).into_iter().map(|defecto| defecto.que).collect::<Vec<_>>()
        };
        let bien = "[a](diagnosticos/README.md#qué-se-ve-1) <a href=\"diagnosticos/index.html#reto-x\">b</a> `[c](nada)` \
                    ![d](imagenes/guia.png) <https://rust-lang.org>\n```text\n[e](nada.md)\n```\n";
        assert_eq!(de(bien), Vec::<String>::new());
        for (malo, esperado) in [
            ("[a](nada.md)", "«nada.md» no lleva a ningún sitio"),
            ("[a](diagnosticos/README.md#nada)", "no hay ningún título «#nada»"),
            ("![a](imagenes/nada.png)", "no lleva a ningún sitio"),
            ("[a](../../README.md)", "sale del libro"),
            ("<http://ejemplo.org>", "no es https"),
        ] {
            let dicho = de(malo);
            assert!(dicho.len() == 1 && dicho[0].contains(esperado), "{malo}: {dicho:?}");
        }
    }
}
