//! El índice del buscador: el texto de cada apartado, sacado de las páginas ya construidas.
//!
//! Es un fichero de JavaScript y no de datos porque así también se puede leer abriendo el libro desde el disco.

use std::fs;
use std::path::Path;

use redes::errores::{Fallo, Resultado};
use serde_json::json;

/// Páginas que no son capítulos, o que repiten otros.
const APARTE: [&str; 3] = ["print.html", "toc.html", "404.html"];

/// Lee las páginas de `destino` y escribe `indice.js` a su lado.
pub fn escribir(destino: &Path) -> Resultado {
    let mut apartados = Vec::new();
    for pagina in paginas(destino)? {
        let html = fs::read_to_string(destino.join(&pagina))
            .map_err(|error| Fallo::de_sistema(format!("no he podido leer {pagina}"), error))?;
        apartados.extend(de_pagina(&pagina, &html));
    }
    let lista: Vec<_> = apartados.iter().map(|uno| json!([uno.direccion, uno.pagina, uno.titulo, uno.texto])).collect();
    // `</script>` no puede aparecer: el texto no lleva etiquetas, y JSON ya escapa las comillas.
    let indice = format!("window.indiceDelLibro = {};\n", serde_json::Value::Array(lista));
    let ruta = destino.join("indice.js");
    fs::write(&ruta, indice).map_err(|error| Fallo::de_sistema("no he podido escribir el índice del buscador", error))
}

/// Las páginas construidas que son capítulos.
pub fn paginas(destino: &Path) -> Resultado<Vec<String>> {
    let todas = ficheros(destino, "html")?;
    Ok(todas.into_iter().filter(|pagina| !APARTE.contains(&pagina.as_str())).collect())
}

/// Los ficheros con esa extensión, por su ruta desde `raiz`, con `/`.
pub fn ficheros(raiz: &Path, extension: &str) -> Resultado<Vec<String>> {
    let mut hallados = Vec::new();
    let mut pendientes = vec![raiz.to_path_buf()];
    while let Some(carpeta) = pendientes.pop() {
        let entradas = fs::read_dir(&carpeta)
            .map_err(|error| Fallo::de_sistema(format!("no he podido mirar en {}", carpeta.display()), error))?;
        for ruta in entradas.filter_map(Result::ok).map(|entrada| entrada.path()) {
            if ruta.is_dir() {
                pendientes.push(ruta);
            } else if ruta.extension().is_some_and(|suya| suya == extension) {
                hallados.push(ruta.strip_prefix(raiz).unwrap_or(&ruta).to_string_lossy().replace('\\', "/"));
            }
        }
    }
    hallados.sort();
    Ok(hallados)
}

/// Lo que va de un título al siguiente.
#[derive(Debug, PartialEq, Eq)]
pub struct Apartado {
    /// `leccion3.html#lineas`.
    pub direccion: String,
    /// El título de la página.
    pub pagina: String,
    pub titulo: String,
    pub texto: String,
}

/// Los apartados de una página construida.
pub fn de_pagina(ruta: &str, html: &str) -> Vec<Apartado> {
    let principal =
        html.split_once("<main").and_then(|(_, resto)| resto.split_once('>')).map_or("", |(_, resto)| resto);
    let principal = principal.split("</main>").next().unwrap_or_default();
    let mut apartados: Vec<Apartado> = Vec::new();
    let mut resto = principal;
    while !resto.is_empty() {
        let (titulo, cuerpo) = separar_titulo(resto);
        let fin = siguiente_titulo(cuerpo);
        let texto = texto_de(&cuerpo[..fin]);
        let (ancla, nombre) =
            titulo.map_or((String::new(), String::new()), |(ancla, dentro)| (ancla, texto_de(dentro)));
        resto = &cuerpo[fin..];
        if nombre.is_empty() && texto.is_empty() {
            continue;
        }
        let pagina = apartados.first().map_or_else(|| nombre.clone(), |primero| primero.pagina.clone());
        let primero = apartados.is_empty();
        let direccion = if primero || ancla.is_empty() { ruta.to_string() } else { format!("{ruta}#{ancla}") };
        apartados.push(Apartado { direccion, pagina, titulo: nombre, texto });
    }
    apartados
}

/// Si el texto empieza por un título, su ancla y lo que dice; y lo que va detrás.
fn separar_titulo(html: &str) -> (Option<(String, &str)>, &str) {
    let Some(nivel) = nivel(html) else { return (None, html) };
    let Some((etiqueta, resto)) = html.split_once('>') else { return (None, "") };
    let Some((dentro, resto)) = resto.split_once(&format!("</h{nivel}>")) else { return (None, resto) };
    let ancla =
        etiqueta.split_once("id=\"").and_then(|(_, resto)| resto.split_once('"')).map_or("", |(ancla, _)| ancla);
    (Some((ancla.to_string(), dentro)), resto)
}

fn nivel(html: &str) -> Option<char> {
    let nivel = html.strip_prefix("<h")?.chars().next()?;
    let sigue = html[3..].starts_with([' ', '>']);
    (('1'..='4').contains(&nivel) && sigue).then_some(nivel)
}

fn siguiente_titulo(html: &str) -> usize {
    html.match_indices("<h")
        .map(|(lugar, _)| lugar)
        .find(|lugar| nivel(&html[*lugar..]).is_some())
        .unwrap_or(html.len())
}

/// Lo que se lee de un trozo de HTML: sin etiquetas, sin dibujos y con los espacios de uno en uno.
pub fn texto_de(html: &str) -> String {
    let mut texto = String::new();
    let mut resto = html;
    while let Some((antes, despues)) = resto.split_once('<') {
        texto.push_str(antes);
        let mudo = ["script", "style", "svg"].into_iter().find(|nombre| despues.starts_with(nombre));
        resto = match mudo {
            Some(nombre) => despues.split_once(&format!("</{nombre}>")).map_or("", |(_, resto)| resto),
            None => despues.split_once('>').map_or("", |(_, resto)| resto),
        };
        // Las etiquetas que van dentro de una frase no separan palabras; las demás, sí.
        let nombre: String = despues.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if !["code", "em", "strong", "a", "abbr", "span", "b", "i", "kbd"].contains(&nombre.as_str()) {
            texto.push(' ');
        }
    }
    texto.push_str(resto);
    let texto = texto.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let texto = texto.replace("&#x27;", "'").replace("&nbsp;", " ").replace("&amp;", "&");
    texto.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn una_pagina_se_parte_por_sus_titulos() {
        let html = "<body><h1>menú</h1><main class=\"x\">\n<h1 id=\"tcp\"><a href=\"#tcp\">TCP es un <em>flujo</em></a></h1>\
            <p>Hola &amp; adi<strong>ó</strong>s.</p><svg><title>no</title></svg><h2 id=\"lineas\">Líneas</h2>\
            <ul><li>uno</li><li>dos</li></ul></main><p>pie</p>";
        let apartados = de_pagina("leccion3.html", html);
        let resumen: Vec<_> =
            apartados.iter().map(|uno| (uno.direccion.as_str(), uno.titulo.as_str(), uno.texto.as_str())).collect();
        let esperado =
            [("leccion3.html", "TCP es un flujo", "Hola & adiós."), ("leccion3.html#lineas", "Líneas", "uno dos")];
        assert_eq!(resumen, esperado);
        assert!(apartados.iter().all(|uno| uno.pagina == "TCP es un flujo"));
    }

    #[test]
    fn una_pagina_rota_no_cuelga() {
        for html in ["", "<main>", "<main><h1", "<main><h2 id=\"x\">sin cerrar", "<main><svg>", "<main>a < b</main>"] {
            let _ = de_pagina("x.html", html);
        }
    }
}
