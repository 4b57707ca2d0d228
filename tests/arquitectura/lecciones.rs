//! La forma de las lecciones: lo que se lee de cada una cabe en una tarde, y no conoce la guía que la pone en escena.

use std::fs;

use super::circulos::importados;
use super::texto::{codigo, del_paquete, funciones, raiz, sin_pruebas};

/// Lo que se lee de una lección, en líneas, contando cada fichero del camino sin sus pruebas.
const CAMINO: usize = 600;
/// La lección 7 lleva tres programas dobles, y se le deja más.
const CAMINO_DE_LA_7: usize = 800;
/// Un fichero del camino se lee de una sentada.
const FICHERO: usize = 150;
/// Más larga, una función lleva dos ideas.
const FUNCION: usize = 40;

/// Las carpetas de las siete lecciones.
pub fn lecciones() -> impl Iterator<Item = String> {
    (1..=7).map(|numero| format!("lessons/leccion{numero}"))
}

/// Los ficheros del camino de lectura que dice un `main.rs`: las líneas «//! 1. `saludo.rs`: lo que enseña».
fn camino(principal: &str) -> Vec<(String, String)> {
    let entrada = |linea: &str| {
        let (numero, resto) = linea.strip_prefix("//! ")?.split_once(". `")?;
        let (fichero, ensena) = resto.split_once("`: ")?;
        numero.chars().all(|letra| letra.is_ascii_digit()).then(|| (fichero.to_string(), ensena.to_string()))
    };
    principal.lines().filter_map(entrada).collect()
}

/// Lo que no cuadra en un fichero del camino, y cuántas líneas tiene.
fn mirar(leccion: &str, fichero: &str, defectos: &mut Vec<String>) -> usize {
    let Ok(texto) = fs::read_to_string(raiz().join(leccion).join(fichero)) else {
        defectos.push(format!("{leccion}: no existe {fichero}"));
        return 0;
    };
    let texto = sin_pruebas(&texto);
    let lineas = texto.lines().count();
    if lineas >= FICHERO {
        defectos.push(format!("{leccion}/{fichero} tiene {lineas} líneas"));
    }
    let largas = funciones(texto).into_iter().filter(|(_, largo)| *largo >= FUNCION);
    defectos.extend(largas.map(|(cual, largo)| format!("{leccion}/{fichero}: `{cual}` tiene {largo} líneas")));
    lineas
}

#[test]
fn el_camino_de_cada_leccion_se_puede_leer() {
    let mut defectos = Vec::new();
    for leccion in lecciones() {
        let camino = camino(&fs::read_to_string(raiz().join(&leccion).join("main.rs")).unwrap());
        if camino.len() < 3 {
            defectos.push(format!("{leccion}/main.rs no abre con su camino de lectura"));
        }
        for (fichero, ensena) in &camino {
            if fichero.starts_with("guia/") || ensena.len() < 10 {
                defectos.push(format!("{leccion}: «{fichero}» no dice qué enseña, o es de la guía"));
            }
        }
        let total: usize = camino.iter().map(|(fichero, _)| mirar(&leccion, fichero, &mut defectos)).sum();
        let maximo = if leccion.ends_with('7') { CAMINO_DE_LA_7 } else { CAMINO };
        println!("{leccion}: {total} líneas en {} ficheros", camino.len());
        if total > maximo {
            defectos.push(format!("{leccion}: su camino tiene {total} líneas, y caben {maximo}"));
        }
    }
    assert!(defectos.is_empty(), "{defectos:#?}");
    assert_eq!(camino("//! 2. `a/b.rs`: cosas\n//! `c.rs`: no\n").len(), 1);
    assert_eq!(funciones("    pub fn uno(\n    ) {\n        x();\n    }\n"), [("uno".to_string(), 4)]);
}

#[test]
fn lo_que_se_lee_no_conoce_la_guia() {
    let mut culpables = Vec::new();
    for leccion in lecciones() {
        let fuentes = del_paquete(&leccion);
        assert!(fuentes.iter().any(|(ruta, _)| ruta == "guia/mod.rs"), "a {leccion} le falta su guia/");
        for (ruta, texto) in fuentes {
            let escenario = ruta.starts_with("guia/") || ["main.rs", "lib.rs"].contains(&ruta.as_str());
            if !escenario && nombra_la_guia(&codigo(&texto)) {
                culpables.push(format!("{leccion}/{ruta}"));
            }
        }
    }
    assert!(culpables.is_empty(), "{culpables:#?}");
    assert!(nombra_la_guia("use crate::guia::demo;") && nombra_la_guia("use crate::{guia, tcp};"));
    assert!(!nombra_la_guia("use redes::guia::Paso;"));
}

fn nombra_la_guia(codigo: &str) -> bool {
    importados(codigo, &["una", "sala"]).iter().any(|ruta| ruta.first().is_some_and(|primera| primera == "guia"))
}
