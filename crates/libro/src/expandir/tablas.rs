//! `{{#criterios}}`, `{{#horario}}`, `{{#orales}}` y `{{#diagnosticos}}`: las tablas y listas que salen del catálogo y de las
//! páginas de los diagnósticos.

use catalogo::Catalogo;
use verificador::diagnosticos::{Bloque, Diagnostico, diagnosticos as todos};

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

/// Lo que dura cada lección, de qué depende y cuánto llevan sus retos.
pub fn horario(catalogo: &Catalogo) -> String {
    let mut texto = "| lección | guía | retos | después de |\n|---|---:|---|---|\n".to_string();
    for leccion in &catalogo.lecciones {
        let retos: Vec<String> = catalogo
            .retos_de(leccion)
            .map(|reto| format!("[`{0}`]({1}.md#reto-{0}) ({2} min)", reto.nombre, reto.leccion, reto.minutos))
            .collect();
        let antes: Vec<String> = leccion
            .requisitos
            .iter()
            .map(|nombre| format!("[{}]({nombre}.md)", nombre.replace("leccion", "")))
            .collect();
        let antes = if antes.is_empty() { "—".to_string() } else { antes.join(", ") };
        texto += &format!(
            "| [{}. {}]({}.md) | {} min | {} | {antes} |\n",
            leccion.numero,
            leccion.titulo,
            leccion.nombre,
            leccion.minutos,
            retos.join(", ")
        );
    }
    let guias: u32 = catalogo.lecciones.iter().map(|leccion| leccion.minutos).sum();
    let retos: u32 = catalogo.retos.iter().map(|reto| reto.minutos).sum();
    texto += &format!("| **Todo** | **{guias} min** | **{retos} min** | |\n");
    texto
}

/// Las preguntas orales de los retos de una lección; con la lección vacía, las de todos.
pub fn orales(catalogo: &Catalogo, leccion: &str) -> Result<String, String> {
    if !leccion.is_empty() && !catalogo.lecciones.iter().any(|una| una.nombre == leccion) {
        return Err(format!("«{leccion}» no es ninguna lección"));
    }
    let mut texto = String::new();
    for reto in catalogo.retos.iter().filter(|reto| leccion.is_empty() || reto.leccion == leccion) {
        texto += &format!("**[`{0}`]({1}.md#reto-{0})**\n\n", reto.nombre, reto.leccion);
        for (indice, oral) in reto.orales.iter().enumerate() {
            texto += &format!("{}. {oral}\n", indice + 1);
        }
        texto.push('\n');
    }
    Ok(texto)
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
