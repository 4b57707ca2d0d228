//! `{{#criterios}}` y `{{#diagnosticos}}`: las tablas que salen del catálogo y de las páginas de los diagnósticos.

use redes::catalogo::Catalogo;
use redes::verificador::diagnosticos::{Bloque, Diagnostico, diagnosticos as todos};

/// Cada criterio, con las lecciones y los retos que lo trabajan.
pub fn criterios(catalogo: &Catalogo) -> String {
    let mut texto = "| criterio | qué demuestra | lecciones | retos |\n|---|---|---|---|\n".to_string();
    for criterio in &catalogo.criterios {
        let lecciones = catalogo.lecciones.iter().filter(|leccion| leccion.criterios.contains(&criterio.nombre));
        let lecciones: Vec<String> =
            lecciones.map(|leccion| format!("[{}]({}.md)", leccion.numero, leccion.nombre)).collect();
        let retos = catalogo.retos.iter().filter(|reto| reto.criterios.contains(&criterio.nombre));
        let retos: Vec<String> =
            retos.map(|reto| format!("[`{0}`]({1}.md#reto-{0})", reto.nombre, reto.leccion)).collect();
        let o_nada = |lista: Vec<String>| if lista.is_empty() { "—".to_string() } else { lista.join(", ") };
        let (lecciones, retos) = (o_nada(lecciones), o_nada(retos));
        texto += &format!("| **{}** | {} | {lecciones} | {retos} |\n", criterio.etiqueta, criterio.texto);
    }
    texto
}

/// El índice de los diagnósticos: código, título y qué se ve.
pub fn diagnosticos() -> String {
    let mut texto = "| código | qué ha pasado | qué se ve |\n|---|---|---|\n".to_string();
    for uno in todos() {
        let (codigo, titulo) = (uno.codigo, uno.titulo);
        texto += &format!("| [{codigo}]({codigo}.md) | {titulo} | {} |\n", que_se_ve(uno).replace('|', "\\|"));
    }
    texto
}

fn que_se_ve(uno: &Diagnostico) -> String {
    let primero = uno.apartado("Qué se ve").into_iter().find_map(|bloque| match bloque {
        Bloque::Parrafo(texto) => Some(texto),
        Bloque::Codigo(_) => None,
    });
    primero.unwrap_or_default()
}
