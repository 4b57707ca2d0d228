//! Los bloques de consola: lo que se teclea, distinto de lo que contesta.

use std::fs;

use crate::libro::Libro;
use crate::markdown::escapar;

/// Un bloque ```` ```console ````. Si alguna línea empieza por `$ `, esas son las órdenes y las demás, lo que contestan;
/// si no, todas son órdenes.
pub fn bloque(valla: &str, dentro: &[&str]) -> String {
    let sangria = &valla[..valla.len() - valla.trim_start().len()];
    let con_dolar = dentro.iter().any(|linea| linea.trim_start().starts_with("$ "));
    let lineas = dentro.iter().map(|linea| linea.strip_prefix(sangria).unwrap_or(linea)).map(|linea| {
        match (con_dolar, linea.strip_prefix("$ ")) {
            (true, Some(orden)) => con_comentario(orden),
            (true, None) => escapar(linea),
            (false, _) => de_orden(linea),
        }
    });
    let html = pre(&lineas.collect::<Vec<_>>().join("\n"));
    html.lines().map(|linea| format!("{sangria}{linea}")).collect::<Vec<_>>().join("\n")
}

/// Un bloque solo de órdenes.
pub fn de_ordenes(ordenes: &[String]) -> String {
    let lineas = ordenes.iter().flat_map(|orden| orden.lines()).map(de_orden);
    pre(&lineas.collect::<Vec<_>>().join("\n"))
}

fn de_orden(linea: &str) -> String {
    match linea.trim_start() {
        "" => String::new(),
        comentario if comentario.starts_with("# ") => span("comentario", linea),
        _ => con_comentario(linea),
    }
}

/// Una orden; lo que la comenta al final de su línea no es parte de ella.
fn con_comentario(linea: &str) -> String {
    match linea.split_once("  # ") {
        Some((orden, comentario)) => {
            let hueco = &orden[orden.trim_end().len()..];
            let comentario = span("comentario", &format!("# {comentario}"));
            format!("{}{hueco}  {comentario}", span("orden", orden.trim_end()))
        }
        None => span("orden", linea),
    }
}

/// `{{#salida eco-demo}}`: la orden y lo que imprimió.
pub fn salida(libro: &Libro, nombre: &str) -> Result<String, String> {
    let declarada = libro.salidas.iter().find(|salida| salida.nombre == nombre);
    let declarada = declarada.ok_or_else(|| format!("«{nombre}» no está declarada en book/salidas.toml"))?;
    let ruta = libro.carpeta.join("salidas").join(format!("{nombre}.txt"));
    let texto = fs::read_to_string(ruta)
        .map_err(|_| format!("falta book/salidas/{nombre}.txt: hazlo con «cargo run -- libro --regenerar {nombre}»"))?;
    let ordenes = span("orden", &declarada.orden);
    let lineas: Vec<String> = texto.trim_end().lines().map(|linea| escapar(&doblar(linea))).collect();
    Ok(pre(&format!("{ordenes}\n{}", lineas.join("\n"))))
}

/// Lo que mide una terminal. Los programas se ciñen a ella, menos con los errores: esos los dobla la terminal.
const ANCHO: usize = 80;

/// Dobla una línea por donde la doblaría una terminal, pero sin partir palabras.
fn doblar(linea: &str) -> String {
    if linea.chars().count() <= ANCHO + 5 {
        return linea.to_string();
    }
    let mut doblada = String::new();
    let mut ocupado = 0;
    for palabra in linea.split(' ') {
        let largo = palabra.chars().count();
        if ocupado > 0 && ocupado + 1 + largo > ANCHO {
            doblada.push('\n');
            ocupado = 0;
        } else if ocupado > 0 {
            doblada.push(' ');
            ocupado += 1;
        }
        doblada.push_str(palabra);
        ocupado += largo;
    }
    doblada
}

fn pre(html: &str) -> String {
    format!("<pre class=\"consola\"><code class=\"nohighlight\">{html}\n</code></pre>\n")
}

fn span(clase: &str, texto: &str) -> String {
    format!("<span class=\"{clase}\">{}</span>", escapar(texto))
}
