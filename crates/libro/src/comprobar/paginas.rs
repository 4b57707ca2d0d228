//! El libro está entero: el índice nombra todas las páginas, los diagnósticos tienen la suya con todos sus apartados, y
//! no sobra ni falta ninguna salida, ningún cable ni ningún autotest.

use std::collections::HashSet;
use std::path::Path;

use verificador::diagnosticos::{Diagnostico, diagnosticos};

use crate::libro::{Defecto, Libro, Pagina};
use crate::regenerar::en_el_indice;

/// Los apartados de la página de un diagnóstico, en orden. Los que enseña `explica` tienen que estar siempre.
const DE_UN_DIAGNOSTICO: [&str; 6] = ["Qué se ve", "Qué ha cruzado", "Por qué pasa", "Qué probar", "Mal", "Bien"];

pub fn defectos(libro: &Libro, todas: &[Pagina]) -> Vec<Defecto> {
    let resumen = todas.iter().find(|pagina| pagina.ruta == "SUMMARY.md").map_or("", |pagina| pagina.texto.as_str());
    let mut todos: Vec<(String, String)> = Vec::new();
    todos.extend(del_indice(resumen, todas).into_iter().map(|que| ("SUMMARY.md".to_string(), que)));
    todos.extend(de_los_diagnosticos(resumen, todas));
    todos.extend(de_lo_declarado(libro, todas));
    todos.extend(de_las_lecciones(libro, todas));
    todos.into_iter().map(|(pagina, que)| Defecto { pagina, linea: 1, que }).collect()
}

/// Cada diagnóstico tiene su página, y cada página su diagnóstico.
fn de_los_diagnosticos(resumen: &str, todas: &[Pagina]) -> Vec<(String, String)> {
    let mut defectos = Vec::new();
    let de = |uno: &Diagnostico| format!("diagnosticos/{}.md", uno.codigo);
    for uno in diagnosticos() {
        let Some(pagina) = todas.iter().find(|pagina| pagina.ruta == de(uno)) else {
            defectos.push((de(uno), "no existe".to_string()));
            continue;
        };
        defectos.extend(de_un_diagnostico(&pagina.texto).into_iter().map(|que| (de(uno), que)));
        if !resumen.contains(&en_el_indice(uno)) {
            let que =
                format!("{} no está, o no con su título: cargo run -- libro --regenerar diagnosticos", uno.codigo);
            defectos.push(("SUMMARY.md".to_string(), que));
        }
    }
    let suyas = todas.iter().map(|pagina| &pagina.ruta).filter(|ruta| ruta.starts_with("diagnosticos/R"));
    for ruta in suyas.filter(|ruta| !ruta.ends_with("README.md")) {
        if !diagnosticos().iter().any(|uno| *ruta == de(uno)) {
            defectos.push((ruta.clone(), "no está en la lista PAGINAS de diagnosticos.rs".to_string()));
        }
    }
    defectos
}

/// Las salidas y los cables que se declaran son los que se enseñan y los que están guardados.
fn de_lo_declarado(libro: &Libro, todas: &[Pagina]) -> Vec<(String, String)> {
    let salidas: Vec<&String> = libro.salidas.iter().map(|salida| &salida.nombre).collect();
    let cables: Vec<&String> = libro.cables.iter().map(|cable| &cable.nombre).collect();
    let mut defectos = Vec::new();
    for (clase, carpeta, extension, declarados) in
        [("salida", "salidas", "txt", salidas), ("cable", "cables", "svg", cables)]
    {
        let usados = citados(clase, todas);
        let suyos = sobran(&libro.carpeta.join(carpeta), extension, &declarados, &usados);
        defectos.extend(suyos.into_iter().map(|que| (format!("../{carpeta}.toml"), que)));
    }
    defectos
}

/// Cada lección tiene en el libro su ficha, su autoevaluación y sus retos.
fn de_las_lecciones(libro: &Libro, todas: &[Pagina]) -> Vec<(String, String)> {
    let mut defectos = Vec::new();
    let con_retos = citados("retos", todas);
    for reto in libro.catalogo.retos.iter().filter(|reto| !con_retos.contains(&reto.leccion)) {
        defectos.push((format!("{}.md", reto.leccion), format!("no enseña el reto «{}»", reto.nombre)));
    }
    let (autotests, lecciones) = (citados("autotest", todas), citados("leccion", todas));
    for leccion in &libro.catalogo.lecciones {
        for (que, hay) in [("su ficha", &lecciones), ("su autoevaluación", &autotests)] {
            if !hay.contains(&leccion.nombre) {
                defectos.push((format!("{}.md", leccion.nombre), format!("le falta {que}")));
            }
        }
    }
    defectos
}

/// Los nombres que lleva una directiva en alguna página.
fn citados(directiva: &str, todas: &[Pagina]) -> HashSet<String> {
    let marca = format!("{{{{#{directiva} ");
    let lineas = todas.iter().flat_map(|pagina| pagina.texto.lines());
    let nombre = |linea: &str| Some(linea.split_once(&marca)?.1.split_once("}}")?.0.trim().to_string());
    lineas.filter_map(nombre).collect()
}

fn del_indice(resumen: &str, todas: &[Pagina]) -> Vec<String> {
    let nombradas: Vec<&str> =
        resumen.lines().filter_map(|linea| linea.split_once("](")?.1.split_once(')').map(|(ruta, _)| ruta)).collect();
    let aparte = ["SUMMARY.md", "404.md"];
    let faltan = todas
        .iter()
        .map(|pagina| pagina.ruta.as_str())
        .filter(|ruta| !aparte.contains(ruta) && !nombradas.contains(ruta));
    let sobran = nombradas.iter().filter(|ruta| !todas.iter().any(|pagina| pagina.ruta == **ruta));
    let repetidas = nombradas.iter().enumerate().filter(|(indice, ruta)| nombradas[..*indice].contains(ruta));
    let mut defectos: Vec<String> = faltan.map(|ruta| format!("no nombra {ruta}")).collect();
    defectos.extend(sobran.map(|ruta| format!("nombra {ruta}, que no existe")));
    defectos.extend(repetidas.map(|(_, ruta)| format!("nombra dos veces {ruta}")));
    defectos
}

fn de_un_diagnostico(texto: &str) -> Vec<String> {
    let titulos: Vec<&str> = texto.lines().filter_map(|linea| linea.strip_prefix("## ")).map(str::trim).collect();
    let faltan = DE_UN_DIAGNOSTICO
        .iter()
        .filter(|titulo| !titulos.contains(titulo))
        .map(|titulo| format!("le falta «{titulo}»"));
    let raros = titulos
        .iter()
        .filter(|titulo| !DE_UN_DIAGNOSTICO.contains(titulo))
        .map(|titulo| format!("«{titulo}» no es un apartado de los diagnósticos"));
    let mut defectos: Vec<String> = faltan.chain(raros).collect();
    let lugares: Vec<usize> =
        titulos.iter().filter_map(|titulo| DE_UN_DIAGNOSTICO.iter().position(|suyo| suyo == titulo)).collect();
    if !lugares.is_sorted() {
        defectos.push(format!("sus apartados van en este orden: {}", DE_UN_DIAGNOSTICO.join(", ")));
    }
    let vacio =
        texto.split("\n## ").skip(1).find(|apartado| apartado.lines().skip(1).all(|linea| linea.trim().is_empty()));
    defectos.extend(vacio.map(|apartado| format!("«{}» está vacío", apartado.lines().next().unwrap_or_default())));
    defectos
}

/// Lo declarado que nadie enseña, lo que falta en la carpeta y lo que sobra en ella.
fn sobran(carpeta: &Path, extension: &str, declarados: &[&String], usados: &HashSet<String>) -> Vec<String> {
    let mut defectos: Vec<String> = Vec::new();
    for (indice, nombre) in declarados.iter().enumerate() {
        if !usados.contains(*nombre) {
            defectos.push(format!("«{nombre}» no sale en ninguna página"));
        }
        if declarados[..indice].contains(nombre) {
            defectos.push(format!("«{nombre}» está dos veces"));
        }
    }
    let ficheros = std::fs::read_dir(carpeta)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entrada| entrada.file_name().to_string_lossy().into_owned());
    for fichero in ficheros {
        let nombre = fichero.strip_suffix(&format!(".{extension}"));
        if !nombre.is_some_and(|nombre| declarados.iter().any(|declarado| *declarado == nombre)) {
            defectos.push(format!("sobra el fichero {fichero}"));
        }
    }
    defectos
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn el_indice_nombra_lo_que_hay() {
        let pagina = |ruta: &str| Pagina { ruta: ruta.into(), texto: String::new(), expandida: String::new() };
        let todas = [pagina("SUMMARY.md"), pagina("a.md"), pagina("b.md")];
        assert_eq!(del_indice("- [A](a.md)\n- [B](b.md)\n", &todas), Vec::<String>::new());
        let mal = del_indice("- [A](a.md)\n- [A](a.md)\n- [C](c.md)\n", &todas);
        assert_eq!(mal, ["no nombra b.md", "nombra c.md, que no existe", "nombra dos veces a.md"]);
    }

    #[test]
    fn a_un_diagnostico_no_le_falta_nada() {
        let bien = "# R01 · x\n## Qué se ve\na\n## Qué ha cruzado\nz\n## Por qué pasa\nb\n## Qué probar\ne\n## Mal\nc\n## Bien\nd\n";
        assert_eq!(de_un_diagnostico(bien), Vec::<String>::new());
        for (esto, por_esto, esperado) in [
            ("## Por qué pasa\nb\n", "", "le falta «Por qué pasa»"),
            ("## Mal\nc\n", "", "le falta «Mal»"),
            ("## Mal", "## Peor", "«Peor» no es un apartado"),
            ("## Qué probar\ne\n", "## Qué probar\n\n", "«Qué probar» está vacío"),
            ("## Qué se ve\na\n## Qué ha cruzado", "## Qué ha cruzado\na\n## Qué se ve", "van en este orden"),
        ] {
            let dicho = de_un_diagnostico(&bien.replacen(esto, por_esto, 1)).join("\n");
            assert!(dicho.contains(esperado), "{por_esto}: {dicho}");
        }
    }

    #[test]
    fn lo_que_sobra_se_dice() {
        let (una, usados) = ("x".to_string(), HashSet::new());
        let dicho = sobran(Path::new("no-existe"), "txt", &[&una, &una], &usados);
        assert_eq!(dicho, ["«x» no sale en ninguna página", "«x» no sale en ninguna página", "«x» está dos veces"]);
    }
}
