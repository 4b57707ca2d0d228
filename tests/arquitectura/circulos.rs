//! Quién importa a quién: entre los ficheros de un paquete no hay círculos.

use std::collections::{BTreeMap, BTreeSet};

use super::lecciones::lecciones;
use super::texto::{codigo, del_paquete};

type Ruta = Vec<String>;

/// Lo que usa un código de su propio paquete, como rutas desde la raíz. `yo` es el módulo en que está. Lo que solo se
/// reexporta (`pub use`) no cuenta: es el techo de una sala, no un cimiento.
pub fn importados(codigo: &str, yo: &[&str]) -> Vec<Ruta> {
    let mut hojas = Vec::new();
    for (lugar, _) in codigo.match_indices("use ") {
        let antes = codigo[..lugar].rsplit('\n').next().unwrap_or_default().trim();
        if antes.is_empty() {
            desplegar(codigo[lugar + 4..].split(';').next().unwrap_or_default(), "", &mut hojas);
        }
    }
    let mut rutas: Vec<Ruta> = hojas.iter().filter_map(|hoja| desde_la_raiz(hoja, yo)).collect();
    // `use crate::tcp;` y después `tcp::cliente::llamar()`.
    let nombrados: Vec<Ruta> = rutas
        .iter()
        .filter_map(|ruta| Some((ruta, ruta.last()?)))
        .flat_map(|(ruta, nombre)| {
            sueltas(codigo, &format!("{nombre}::"))
                .into_iter()
                .map(|suelta| {
                    let detras = suelta.split("::").skip(1).map(String::from);
                    ruta.iter().cloned().chain(detras).collect()
                })
                .collect::<Vec<Ruta>>()
        })
        .collect();
    rutas.extend(nombrados);
    let cuerpo = sin_importaciones(codigo);
    rutas.extend(sueltas(&cuerpo, "crate::").iter().filter_map(|suelta| desde_la_raiz(suelta, yo)));
    rutas.extend(sueltas(&cuerpo, "super::").iter().filter_map(|suelta| desde_la_raiz(suelta, yo)));
    rutas
}

/// El código sin sus `use` ni sus `pub use`.
fn sin_importaciones(codigo: &str) -> String {
    let es_uso = |sentencia: &str| {
        let ultima = sentencia.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
        ultima.starts_with("use ")
    };
    let sentencias = codigo.split_inclusive(';').filter(|sentencia| !es_uso(sentencia));
    sentencias.collect()
}

/// Las rutas que empiezan así en cualquier sitio del código: `crate::a::b`.
fn sueltas(codigo: &str, principio: &str) -> Vec<String> {
    let de_ruta = |letra: char| letra.is_alphanumeric() || letra == '_' || letra == ':';
    let empiezan = codigo.match_indices(principio).filter(|(lugar, _)| !codigo[..*lugar].ends_with(de_ruta));
    empiezan.map(|(lugar, _)| codigo[lugar..].chars().take_while(|letra| de_ruta(*letra)).collect()).collect()
}

/// Despliega `a::{b, c::d}` en `a::b` y `a::c::d`.
fn desplegar(arbol: &str, delante: &str, hojas: &mut Vec<String>) {
    let Some((raiz, dentro)) = arbol.split_once('{') else {
        return hojas.push(format!("{delante}{}", arbol.split(" as ").next().unwrap_or_default().trim()));
    };
    let delante = format!("{delante}{}", raiz.trim());
    let dentro = dentro.trim_end().strip_suffix('}').unwrap_or(dentro);
    let (mut nivel, mut desde) = (0, 0);
    for (lugar, letra) in dentro.char_indices().chain([(dentro.len(), ',')]) {
        match letra {
            '{' => nivel += 1,
            '}' => nivel -= 1,
            ',' if nivel == 0 => {
                if !dentro[desde..lugar].trim().is_empty() {
                    desplegar(&dentro[desde..lugar], &delante, hojas);
                }
                desde = lugar + 1;
            }
            _ => {}
        }
    }
}

/// La ruta sin `crate`, `self` ni `super`; nada, si lleva a otro paquete.
fn desde_la_raiz(ruta: &str, yo: &[&str]) -> Option<Ruta> {
    let mut trozos = ruta.split("::").map(str::trim).filter(|trozo| !trozo.is_empty()).peekable();
    let mut desde: Ruta = match trozos.peek()? {
        &"crate" => Vec::new(),
        &"self" | &"super" => yo.iter().map(|trozo| (*trozo).to_string()).collect(),
        _ => return None,
    };
    for trozo in trozos {
        match trozo {
            "crate" | "self" => {}
            "super" => drop(desde.pop()),
            otro => desde.push(otro.to_string()),
        }
    }
    Some(desde)
}

/// El módulo de un fichero: `guia/mod.rs` es `guia`; `tcp/cliente.rs`, `tcp::cliente`; la raíz, nada.
fn modulo(ruta: &str) -> Vec<String> {
    let sin = ruta.trim_end_matches(".rs").trim_end_matches("/mod");
    if ["lib", "main", "mod"].contains(&sin) { Vec::new() } else { sin.split('/').map(String::from).collect() }
}

/// Los círculos de importación entre los ficheros de un paquete: cada uno, con los ficheros que se importan en redondo.
fn circulos(fuentes: &[(String, String)]) -> BTreeSet<BTreeSet<&str>> {
    let modulos: BTreeMap<Ruta, &str> = fuentes.iter().map(|(ruta, _)| (modulo(ruta), ruta.as_str())).collect();
    let fichero_de = |ruta: &Ruta| (1..=ruta.len()).rev().find_map(|hasta| modulos.get(&ruta[..hasta])).copied();
    let usa: BTreeMap<&str, BTreeSet<&str>> = fuentes
        .iter()
        .map(|(ruta, texto)| {
            let yo = modulo(ruta);
            let suyos = importados(&codigo(texto), &yo.iter().map(String::as_str).collect::<Vec<_>>());
            (ruta.as_str(), suyos.iter().filter_map(fichero_de).filter(|otro| otro != ruta).collect())
        })
        .collect();
    let todos: BTreeMap<&str, BTreeSet<&str>> = usa.keys().map(|uno| (*uno, alcanza(&usa, uno))).collect();
    let en_redondo = |uno: &&str, otro: &&str| todos.get(otro).is_some_and(|suyos| suyos.contains(uno));
    todos
        .iter()
        .map(|(uno, llega)| llega.iter().filter(|otro| en_redondo(uno, otro)).copied().collect::<BTreeSet<&str>>())
        .filter(|circulo| !circulo.is_empty())
        .collect()
}

/// A qué ficheros se llega desde uno, de importación en importación.
fn alcanza<'a>(usa: &BTreeMap<&'a str, BTreeSet<&'a str>>, desde: &'a str) -> BTreeSet<&'a str> {
    let (mut vistos, mut pendientes) = (BTreeSet::new(), vec![desde]);
    while let Some(uno) = pendientes.pop() {
        pendientes.extend(usa.get(uno).into_iter().flatten().copied().filter(|otro| vistos.insert(*otro)));
    }
    vistos
}

#[test]
fn no_hay_circulos_de_importacion() {
    let paquetes = [
        "src",
        "crates/redes/src",
        "crates/buzon/src",
        "crates/catalogo/src",
        "crates/verificador/src",
        "crates/libro/src",
    ];
    let mut hallados = Vec::new();
    for paquete in paquetes.map(String::from).into_iter().chain(lecciones()) {
        let fuentes = del_paquete(&paquete);
        hallados.extend(circulos(&fuentes).into_iter().map(|circulo| format!("{paquete}: {circulo:?}")));
    }
    assert!(hallados.is_empty(), "{hallados:#?}");
    let falso = |ruta: &str, texto: &str| (ruta.to_string(), texto.to_string());
    let en_redondo = [
        falso("a.rs", "use crate::b::{self, B};"),
        falso("b.rs", "use super::c::C;"),
        falso("c.rs", "use crate::sala;\nfn c() { sala::a::A }"),
        falso("d.rs", "use crate::{a, b};"),
        falso("sala/mod.rs", "pub use crate::a;"),
        falso("sala/a.rs", "fn a() { super::super::a::A }"),
    ];
    assert_eq!(
        circulos(&en_redondo),
        [["a.rs", "b.rs", "c.rs", "sala/a.rs"].into_iter().collect()].into_iter().collect()
    );
    assert!(circulos(&en_redondo[1..]).is_empty());
}
