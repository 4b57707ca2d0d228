//! El libro no se separa de los programas. Sin mdBook: se lee `book/`, se expande y se compara con lo que hoy hay y sale.
//!
//! Las reglas están en `crates/libro/src/comprobar`, cada una con ejemplos que la rompen; aquí se aplican al libro
//! entero, y se mira además que esté en español de principio a fin.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use apoyo::espanol::ingles;

use apoyo::{arrancar, ejecutar, ejecutar_con_entrada};
use libro::markdown::{self, Que};
use redes::lugares::raiz;
use serde_json::{Value, json};

const LIBRO: &str = env!("CARGO_BIN_EXE_libro");

fn libro() -> PathBuf {
    raiz().join("book")
}

/// Los defectos que encuentra `curso libro comprobar`, uno por línea.
fn defectos(argumentos: &[&str]) -> String {
    let todos = [&["comprobar", "--json"], argumentos].concat();
    let fin = arrancar(LIBRO, &todos).esperar_hasta(Duration::from_secs(600));
    let informe: Value = serde_json::from_str(&fin.salida).unwrap_or_else(|_| panic!("no es JSON: {fin:?}"));
    let lista = informe["defectos"].as_array().unwrap();
    assert_eq!(fin.codigo, Some(i32::from(!lista.is_empty())));
    let una = |defecto: &Value| format!("{}:{} {}\n", defecto["pagina"], defecto["linea"], defecto["que"]);
    lista.iter().map(una).collect()
}

/// Lo declarado en salidas.toml y cables.toml.
fn declarados() -> Vec<String> {
    let tomls = ["salidas.toml", "cables.toml"].map(|fichero| fs::read_to_string(libro().join(fichero)).unwrap());
    let lineas = tomls.iter().flat_map(|texto| texto.lines());
    lineas.filter_map(|linea| Some(linea.strip_prefix("nombre = \"")?.strip_suffix('"')?.to_string())).collect()
}

#[test]
fn las_paginas_dicen_la_verdad() {
    let defectos = defectos(&["--sin-ejecutar"]);
    assert!(defectos.is_empty(), "\n{defectos}");
}

#[test]
fn lo_que_ensena_es_lo_que_sale_al_ejecutarlo() {
    let nombres = declarados();
    assert!(nombres.len() > 1, "no hay salidas ni cables");
    let defectos = defectos(&nombres.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(defectos.is_empty(), "\n{defectos}");
}

/// Las páginas del libro: su ruta y su texto.
fn paginas() -> Vec<(String, String)> {
    let mut paginas = Vec::new();
    let mut pendientes = vec![libro().join("src"), libro().join("autotest")];
    while let Some(carpeta) = pendientes.pop() {
        for entrada in fs::read_dir(carpeta).unwrap() {
            let ruta = entrada.unwrap().path();
            if ruta.is_dir() {
                pendientes.push(ruta);
            } else if ruta.extension().is_some_and(|extension| extension == "md" || extension == "toml") {
                paginas.push((ruta.display().to_string(), fs::read_to_string(&ruta).unwrap()));
            }
        }
    }
    assert!(paginas.len() > 40, "¿dónde están las páginas? {paginas:?}");
    paginas
}

/// Las palabras inglesas de la prosa de una página: sin código, sin enlaces y sin lo que va en cursiva, que es como se
/// cita una palabra inglesa adrede.
fn ingles_de_la_prosa(texto: &str) -> Vec<String> {
    let sin_etiquetas = |texto: &str| -> String {
        let trozos = texto.split('<').enumerate();
        trozos
            .map(
                |(indice, trozo)| {
                    if indice == 0 { trozo } else { trozo.split_once('>').map_or("", |(_, resto)| resto) }
                },
            )
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut halladas = Vec::new();
    for parrafo in markdown::parrafos(texto) {
        let html: String = parrafo.los(Que::Html).collect();
        // Lo que hay dentro de un guion o de un estilo es código.
        if html.contains("<script") || html.contains("<style") {
            continue;
        }
        let prosa: Vec<&str> = parrafo.los(Que::Texto).collect();
        let prosa = format!("{} {}", prosa.join(" "), sin_etiquetas(&html));
        // «Que se note» es español, y CC BY, el nombre de la licencia.
        let prosa = prosa.replace("se note", "").replace("CC BY", "");
        halladas.extend(ingles(&prosa).into_iter().map(|palabra| format!("línea {}: {palabra}", parrafo.linea)));
    }
    halladas
}

#[test]
fn todo_esta_en_espanol() {
    let mut malas = Vec::new();
    for (ruta, texto) in paginas() {
        malas.extend(ingles_de_la_prosa(&texto).into_iter().map(|palabra| format!("{ruta}, {palabra}")));
    }
    assert!(malas.is_empty(), "{malas:#?}");
    assert_eq!(
        ingles_de_la_prosa("Un texto.\nThe server is `listening`.\n"),
        ["línea 1: the", "línea 1: server", "línea 1: is"]
    );
    let citado =
        "El *server* de `read` está en [aquí](https://the.server/is) <a href=\"the\">y ya</a>.\n```text\nthe\n```\n";
    assert_eq!(ingles_de_la_prosa(citado), Vec::<String>::new());
}

/// Lo que se ve o se oye de una plantilla: el texto y los atributos que se leen.
fn visible(plantilla: &str) -> String {
    let mut visible = String::new();
    for (indice, trozo) in plantilla.split('<').enumerate() {
        let (etiqueta, texto) = if indice == 0 { ("", trozo) } else { trozo.split_once('>').unwrap_or((trozo, "")) };
        for atributo in ["title=\"", "aria-label=\"", "placeholder=\"", "alt=\""] {
            for (_, resto) in
                etiqueta.match_indices(atributo).map(|(lugar, _)| etiqueta.split_at(lugar + atributo.len()))
            {
                visible += &format!("{}. ", resto.split('"').next().unwrap_or_default());
            }
        }
        if !etiqueta.starts_with("script") {
            let sin_llaves: Vec<&str> =
                texto.split("{{").map(|pieza| pieza.split_once("}}").map_or(pieza, |(_, resto)| resto)).collect();
            visible += &format!("{} ", sin_llaves.join(" "));
        }
    }
    visible
}

#[test]
fn la_interfaz_esta_en_espanol_y_no_pide_nada_fuera() {
    let tema = libro().join("tema");
    for plantilla in ["index.hbs", "toc.html.hbs"] {
        let texto = fs::read_to_string(tema.join(plantilla)).unwrap();
        assert!(texto.contains("lang=\"{{ language }}\""), "{plantilla}");
        assert_eq!(ingles(&visible(&texto)), Vec::<String>::new(), "{plantilla}: {}", visible(&texto));
    }
    assert_eq!(ingles(&visible("<a title=\"Print this book\">x</a>")), ["print", "this"]);
    for fichero in fs::read_dir(&tema).unwrap().map(|entrada| entrada.unwrap().path()).filter(|ruta| ruta.is_file()) {
        let texto = fs::read_to_string(&fichero).unwrap();
        // El espacio de nombres de los SVG es un nombre, no una dirección que se pida.
        let fuera = texto.replace("http://www.w3.org/2000/svg", "");
        assert!(!fuera.contains("http://") && !fuera.contains("https://"), "{} nombra otro sitio", fichero.display());
        // Los textos que escriben los programas de la página.
        if fichero.extension().is_some_and(|extension| extension == "js") {
            let frases = texto.lines().filter(|linea| linea.contains("textContent") || linea.contains("boton("));
            for frase in frases
                .flat_map(|linea| linea.split(['\'', '`']).skip(1).step_by(2).map(String::from).collect::<Vec<_>>())
            {
                assert_eq!(ingles(&frase), Vec::<String>::new(), "{}: {frase}", fichero.display());
            }
        }
    }
    let toml = fs::read_to_string(libro().join("book.toml")).unwrap();
    assert!(toml.contains("language = \"es\""));
}

#[test]
fn habla_con_mdbook() {
    assert_eq!(ejecutar(LIBRO, &["preprocesar", "supports", "html"]).codigo, Some(0));
    assert_eq!(ejecutar(LIBRO, &["preprocesar", "supports", "epub"]).codigo, Some(1));
    let capitulo = |contenido: &str, dentro: Value| json!({ "Chapter": { "name": "x", "content": contenido, "source_path": "x.md", "sub_items": dentro } });
    let libro = json!({ "items": [capitulo("# Uno\n\n{{#leccion leccion3}}\n", json!([capitulo("> [!OJO]\n> No.\n", json!([]))])), "Separator"] });
    let entrada = json!([{ "root": "." }, libro]).to_string();
    let fin = ejecutar_con_entrada(LIBRO, &["preprocesar"], entrada.as_bytes());
    assert_eq!((fin.codigo, fin.errores.as_str()), (Some(0), ""));
    let devuelto: Value = serde_json::from_str(&fin.salida).unwrap();
    let contenido = |valor: &Value| valor["Chapter"]["content"].as_str().unwrap().to_string();
    let primero = &devuelto["items"][0];
    assert!(contenido(primero).contains("<div class=\"ficha\">"), "{primero}");
    assert!(contenido(&primero["Chapter"]["sub_items"][0]).contains("aviso-ojo"), "{primero}");
    assert_eq!(devuelto["items"][1], "Separator");
    // Lo que no existe no rompe la construcción: se ve en la página y se dice por stderr, con su línea.
    let malo = json!([{}, { "items": [capitulo("{{#retos no_hay}}\n", json!([]))] }]).to_string();
    let fin = ejecutar_con_entrada(LIBRO, &["preprocesar"], malo.as_bytes());
    assert!(fin.errores.contains("book/src/x.md:1: no hay ninguna lección «no_hay»"), "{fin:?}");
    let fin = ejecutar_con_entrada(LIBRO, &["preprocesar"], b"hola");
    assert_eq!(fin.codigo, Some(1));
    assert!(fin.errores.contains("esto lo llama mdBook"), "{fin:?}");
}
