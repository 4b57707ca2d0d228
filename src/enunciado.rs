//! `curso enunciado`: lo que pide un reto, entero o etapa a etapa. Una etapa es uno de los casos con los que se corrige, y lo que
//! pide son los apartados del enunciado (`§3`) que ese caso comprueba.

use std::fs;

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::consola::{self, Estilo, Linea, ancho_de};
use redes::errores::{Fallo, Resultado};
use verificador::{Caso, casos};

use crate::estado::Estado;
use crate::recuerdo::{self, Ultimo};
use crate::salida::escribir;
use crate::vista::sangrado;

/// Al pie de la ayuda de `enunciado`.
pub const AYUDA: &str = "\
Las etapas van de lo sencillo a lo retorcido. Lo que aún no pide la tuya no
estorba: haz que pase una, y la siguiente dirá qué falta.

  cargo run -- enunciado lineas              entero, y sus etapas
  cargo run -- enunciado lineas --etapa 3    solo lo que pide la tercera";

/// Enseña el enunciado de un reto o, con `etapa`, lo que pide esa (1 es la primera).
pub fn ejecutar(reto: &Reto, etapa: Option<usize>, estado: &Estado) -> Resultado {
    let fuente = fs::read_to_string(reto.original()).map_err(|error| Fallo::al_leer(&reto.original(), error))?;
    let etapas = casos(&reto.nombre).unwrap_or_default();
    let ancho = consola::ancho().min(100);
    let lineas = match etapa {
        None => entero(reto, &enunciado(&fuente), etapas, hasta_donde(reto, etapas, estado), ancho),
        Some(numero) => match numero.checked_sub(1).and_then(|indice| etapas.get(indice)) {
            Some(caso) => de_etapa(reto, &enunciado(&fuente), numero, etapas.len(), caso, ancho),
            None => {
                return Err(Fallo::nuevo(format!("«{}» tiene {} etapas", reto.nombre, etapas.len()))
                    .remedio(format!("Elige una de la 1 a la {}.", etapas.len())));
            }
        },
    };
    escribir(&lineas)
}

/// El comentario que abre el fichero, sin sus marcas.
fn enunciado(fuente: &str) -> String {
    let lineas = fuente.lines().map_while(|linea| linea.strip_prefix("//!"));
    lineas.map(|linea| linea.strip_prefix(' ').unwrap_or(linea)).collect::<Vec<_>>().join("\n")
}

/// Cuántas etapas se han pasado, según lo último que vio el verificador.
fn hasta_donde(reto: &Reto, etapas: &[Caso], estado: &Estado) -> usize {
    if estado.superado(reto).is_some() {
        return etapas.len();
    }
    match recuerdo::de(&reto.nombre).ultimo {
        Ultimo::Mal { caso: Some(caso), .. } => etapas.iter().position(|etapa| etapa.nombre == caso).unwrap_or(0),
        _ => 0,
    }
}

fn entero(reto: &Reto, enunciado: &str, etapas: &[Caso], hechas: usize, ancho: usize) -> Vec<Linea> {
    let mut lineas = Vec::new();
    for bloque in bloques(enunciado) {
        // Los puntos y las filas van seguidos; los párrafos, separados.
        if !lineas.is_empty() && !bloque.starts_with(['|', '-', ' ']) && !es_punto(&bloque) {
            lineas.push(Linea::vacia());
        }
        lineas.extend(pintado(&bloque, ancho));
    }
    lineas.push(Linea::vacia());
    let titulo = format!("{} etapas", etapas.len());
    lineas.push(Linea::llana(" ").con(Estilo::Titulo, titulo));
    let columna = 9 + etapas.iter().map(|etapa| etapa.nombre.len()).max().unwrap_or_default();
    for (indice, etapa) in etapas.iter().enumerate() {
        let (estilo, marca) = match indice {
            _ if indice < hechas => (Estilo::Bien, "✔"),
            _ if indice == hechas => (Estilo::Aviso, "▸"),
            _ => (Estilo::Normal, " "),
        };
        let nombre = Linea::llana(format!(" {:>2} ", indice + 1)).con(estilo, format!("{marca} "));
        let nombre = nombre.con(Estilo::Codigo, etapa.nombre).hasta(columna);
        let mut delante = Some(nombre);
        for linea in consola::parrafo_con_estilo(etapa.que, ancho.saturating_sub(columna + 1)) {
            let mut renglon = delante.take().unwrap_or_else(Linea::vacia).hasta(columna);
            renglon.tramos.extend(linea.tramos);
            lineas.push(renglon);
        }
    }
    lineas.push(Linea::vacia());
    let siguiente = (hechas + 1).min(etapas.len());
    let orden = orden_para("curso", &format!("enunciado {} --etapa {siguiente}", reto.nombre));
    lineas.push(Linea::llana(" Una sola: ").con(Estilo::Codigo, orden));
    lineas
}

fn de_etapa(reto: &Reto, enunciado: &str, numero: usize, total: usize, caso: &Caso, ancho: usize) -> Vec<Linea> {
    let titulo = format!(" · etapa {numero} de {total}: {}", caso.nombre);
    let mut lineas = vec![Linea::llana(" ").con(Estilo::Negrita, &reto.nombre).con(Estilo::Titulo, titulo)];
    lineas.extend(sangrado(&format!("Se comprueba: {}.", caso.que), 1, ancho));
    let pide = |bloque: &&String| apartados(bloque).any(|apartado| caso.apartados.contains(&apartado));
    for bloque in bloques(enunciado).iter().filter(pide) {
        lineas.push(Linea::vacia());
        lineas.extend(pintado(bloque, ancho));
    }
    lineas.push(Linea::vacia());
    let orden = orden_para("curso", &format!("verificar {} --caso {}", reto.nombre, caso.nombre));
    lineas.push(Linea::llana(" Para comprobar esta: ").con(Estilo::Codigo, orden));
    lineas
}

/// Los párrafos, los puntos de las listas y las filas de las tablas, cada uno seguido en una línea.
fn bloques(enunciado: &str) -> Vec<String> {
    let (texto, _) = enunciado.split_once("\nPruébalo:").unwrap_or((enunciado, ""));
    let mut bloques: Vec<String> = Vec::new();
    let mut abierto = false;
    for linea in texto.lines() {
        let punto = es_punto(linea);
        let aparte = linea.starts_with('|') || linea.starts_with("    ") || linea.starts_with("```");
        match bloques.last_mut().filter(|_| abierto && !punto && !aparte && !linea.is_empty()) {
            Some(ultimo) => {
                ultimo.push(' ');
                ultimo.push_str(linea.trim());
            }
            None if linea.is_empty() => {}
            None => bloques.push(linea.to_string()),
        }
        abierto = !linea.is_empty() && !aparte;
    }
    bloques
}

/// ¿Empieza un punto de una lista?
fn es_punto(linea: &str) -> bool {
    linea.starts_with("- ") || linea.split_once(". ").is_some_and(|(numero, _)| numero.parse::<u8>().is_ok())
}

fn apartados(bloque: &str) -> impl Iterator<Item = u8> + '_ {
    bloque.split('§').skip(1).filter_map(|resto| {
        let cifras: String = resto.chars().take_while(char::is_ascii_digit).collect();
        cifras.parse().ok()
    })
}

fn pintado(bloque: &str, ancho: usize) -> Vec<Linea> {
    // Una tabla o un ejemplo se dejan como están, si caben.
    if (bloque.starts_with('|') || bloque.starts_with("    ")) && ancho_de(bloque) < ancho {
        return vec![Linea::llana(format!(" {bloque}"))];
    }
    sangrado(bloque, 1, ancho)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn el_enunciado_se_parte_en_lo_que_dice() {
        let texto = "Reto.\n\nUna línea que\nsigue §1.\n\n- un punto §2 que\n  sigue §3\n- otro\n\n| a §4 |\n| b |\n\nPruébalo:   nc";
        assert_eq!(
            bloques(texto),
            ["Reto.", "Una línea que sigue §1.", "- un punto §2 que sigue §3", "- otro", "| a §4 |", "| b |"]
        );
        assert_eq!(apartados("- un punto §2 que sigue §13").collect::<Vec<_>>(), [2, 13]);
    }
}
