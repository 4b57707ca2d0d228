//! El enunciado y los casos, frase a frase: cada cosa que se pide lleva en el enunciado su apartado (`§3`), y un caso que lo
//! comprueba; cada caso, el apartado que lo pide, y al menos un programa equivocado que solo él descubre.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use redes::lugares::raiz;
use verificador::casos;

use crate::retos;

/// Los que aún no llevan sus apartados.
const SIN_NUMERAR: &[&str] = &[
    "contador_visitas",
    "sala_de_espera",
    "quiz_completo",
    "inventario_cliente",
    "inventario_servidor",
    "cliente_eco_udp",
    "servidor_eco_udp",
    "cliente_eco_udp_fiable",
];

/// El enunciado de un reto: el comentario que abre su fichero.
fn enunciado(reto: &str) -> String {
    let fuente = fs::read_to_string(raiz().join(format!("exercises/{reto}.rs"))).unwrap();
    let lineas = fuente.lines().map_while(|linea| linea.strip_prefix("//!"));
    lineas.map(str::trim).collect::<Vec<_>>().join("\n")
}

/// Los números que van detrás de cada `§`.
fn apartados(enunciado: &str) -> Vec<u8> {
    let tras_la_marca = enunciado.split('§').skip(1);
    tras_la_marca
        .map(|resto| {
            let cifras: String = resto.chars().take_while(char::is_ascii_digit).collect();
            cifras.parse().unwrap_or_else(|_| panic!("«§» sin número: {resto:.20}"))
        })
        .collect()
}

fn numerados() -> impl Iterator<Item = &'static str> {
    retos().into_iter().filter(|reto| !SIN_NUMERAR.contains(reto))
}

#[test]
fn cada_cosa_que_pide_un_enunciado_tiene_un_caso_y_cada_caso_quien_lo_pida() {
    for reto in numerados() {
        let pedidos = apartados(&enunciado(reto));
        let en_orden: Vec<u8> = (1..=u8::try_from(pedidos.len()).unwrap()).collect();
        assert_eq!(pedidos, en_orden, "{reto}: los apartados se numeran seguidos, una vez cada uno");
        let pedidos: BTreeSet<u8> = pedidos.into_iter().collect();
        let mut comprobados = BTreeSet::new();
        for caso in casos(reto).unwrap() {
            assert!(!caso.apartados.is_empty(), "{reto}: nadie pide el caso «{}»", caso.nombre);
            comprobados.extend(caso.apartados);
        }
        assert_eq!(
            comprobados, pedidos,
            "{reto}: a la izquierda, lo que comprueban los casos; a la derecha, lo que se pide"
        );
    }
}

/// Lo que en un enunciado es una lista es lo que se pide: cada punto lleva al menos un apartado.
#[test]
fn cada_punto_de_una_lista_lleva_su_apartado() {
    for reto in numerados() {
        let mut punto = String::new();
        let mut puntos = Vec::new();
        for linea in enunciado(reto).lines().chain([""]) {
            let abre = linea.starts_with("- ") || linea.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok());
            if abre || linea.is_empty() {
                puntos.push(std::mem::take(&mut punto));
            }
            if abre || !punto.is_empty() {
                punto += linea;
            }
        }
        for punto in puntos.iter().filter(|punto| !punto.is_empty()) {
            assert!(punto.contains('§'), "{reto}: sin apartado: «{punto}»");
        }
    }
}

/// Lo que se dice de cada programa equivocado empieza por el caso que lo descubre: `✘ lineas · byte-a-byte   R01`.
#[test]
fn cada_caso_descubre_al_menos_un_programa_equivocado() {
    for reto in numerados() {
        let mut descubren: BTreeMap<&str, usize> = casos(reto).unwrap().iter().map(|caso| (caso.nombre, 0)).collect();
        for fichero in fs::read_dir(raiz().join("tests/instantaneas").join(reto)).unwrap() {
            let texto = fs::read_to_string(fichero.unwrap().path()).unwrap();
            let Some(caso) = texto.split(['·', '\n']).nth(1).and_then(|resto| resto.split_whitespace().next()) else {
                continue;
            };
            if let Some(veces) = descubren.get_mut(caso) {
                *veces += 1;
            }
        }
        let ociosos: Vec<_> = descubren.iter().filter(|(_, veces)| **veces == 0).map(|(caso, _)| *caso).collect();
        assert!(ociosos.is_empty(), "{reto}: ningún programa equivocado cae en {ociosos:?}");
    }
}
