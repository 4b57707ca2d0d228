//! `curso doctor`: qué le falta a este ordenador para hacer el curso, y cómo se arregla en este sistema.
//!
//! Todo se prueba de verdad: se compila y se enlaza un programa, se abre cada puerto, se escribe un fichero.

mod compilador;
mod comprobacion;
mod pantalla;
mod red;
mod sistema;

use std::process::ExitCode;

use catalogo::Catalogo;
use redes::consola::{self, Estilo, Linea};
use redes::errores::Resultado;
use serde_json::json;

use crate::salida::{escribir, escribir_json};
use crate::vista::sangrado;
use comprobacion::{Comprobacion, Estado};
use sistema::Sistema;

/// Al pie de la ayuda de `doctor`.
pub const AYUDA: &str = "\
Lo marcado con ✘ es imprescindible; lo marcado con «!», no: dice qué se pierde.
Acaba con código 0 si el curso se puede hacer, y 1 si falta algo imprescindible.

Con --json escribe un objeto:
  sistema         cuál es este
  listo           true si no falta nada imprescindible
  comprobaciones  una lista: nombre, estado (\"bien\", \"aviso\" o \"falta\"), dicho
                  y remedio (null si no hace falta)
Los nombres no cambiarán; puede haber campos nuevos.";

/// Mira este ordenador y lo cuenta.
pub fn ejecutar(catalogo: &Catalogo, en_json: bool) -> Resultado<ExitCode> {
    let sistema = Sistema::este();
    let mut todas = compilador::comprobar(sistema);
    todas.extend(red::comprobar(sistema, catalogo));
    todas.extend(pantalla::comprobar(sistema));
    todas.extend(compilador::extras(sistema));
    let listo = todas.iter().all(|una| una.estado != Estado::Falta);
    if en_json {
        escribir_json(&informe(sistema, listo, &todas))?;
    } else {
        escribir(&en_lineas(sistema, listo, &todas, consola::ancho()))?;
    }
    Ok(if listo { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn informe(sistema: Sistema, listo: bool, todas: &[Comprobacion]) -> serde_json::Value {
    let comprobaciones: Vec<_> = todas
        .iter()
        .map(|una| {
            let estado = match una.estado {
                Estado::Bien => "bien",
                Estado::Aviso => "aviso",
                Estado::Falta => "falta",
            };
            json!({ "nombre": una.nombre, "estado": estado, "dicho": una.dicho, "remedio": una.remedio })
        })
        .collect();
    json!({ "sistema": sistema.nombre(), "listo": listo, "comprobaciones": comprobaciones })
}

/// Una orden más corta que esto cabe en mitad de una frase.
const CORTA: usize = 20;
/// Dónde empieza lo que se dice de cada cosa.
const COLUMNA: usize = 22;

fn en_lineas(sistema: Sistema, listo: bool, todas: &[Comprobacion], ancho: usize) -> Vec<Linea> {
    let ancho = ancho.min(100);
    let mut lineas = vec![Linea::llana(format!("Este ordenador ({}):", sistema.nombre())), Linea::vacia()];
    for una in todas {
        let (estilo, marca) = match una.estado {
            Estado::Bien => (Estilo::Bien, "✔"),
            Estado::Aviso => (Estilo::Aviso, "!"),
            Estado::Falta => (Estilo::Mal, "✘"),
        };
        let rotulo = Linea::llana(" ").con(estilo, marca).con(Estilo::Negrita, format!(" {}", una.nombre));
        for (indice, linea) in sangrado(&una.dicho, COLUMNA, ancho).into_iter().enumerate() {
            if indice == 0 {
                let tramos = linea.tramos.into_iter().skip(1);
                lineas.push(
                    tramos.fold(rotulo.clone().hasta(COLUMNA), |linea, tramo| linea.con(tramo.estilo, tramo.texto)),
                );
            } else {
                lineas.push(linea);
            }
        }
        lineas.extend(una.remedio.iter().flat_map(|remedio| remedio_en_lineas(remedio, ancho)));
    }
    let faltan = todas.iter().filter(|una| una.estado == Estado::Falta).count();
    lineas.push(Linea::vacia());
    lineas.push(match (listo, faltan) {
        (true, _) => Linea::vacia().con(Estilo::Bien, "Con este ordenador se puede hacer el curso."),
        (false, 1) => Linea::vacia().con(Estilo::Mal, "Falta una cosa imprescindible: la marcada con ✘."),
        (false, _) => {
            Linea::vacia().con(Estilo::Mal, format!("Faltan {faltan} cosas imprescindibles, marcadas con ✘."))
        }
    });
    lineas
}

/// El remedio, con cada orden larga en su propia línea y sin partir, para poder copiarla.
fn remedio_en_lineas(remedio: &str, ancho: usize) -> Vec<Linea> {
    let mut lineas = Vec::new();
    let mut prosa = String::new();
    for (indice, parte) in remedio.split('`').enumerate() {
        if indice % 2 == 0 {
            prosa.push_str(parte);
        } else if parte.len() < CORTA {
            prosa.push_str(&format!("`{parte}`"));
        } else {
            lineas.extend(sangrado(prosa.trim_start_matches(['.', ',', ' ']), COLUMNA, ancho));
            prosa.clear();
            lineas.push(Linea::vacia().con(Estilo::Codigo, parte).sangrada(COLUMNA + 2));
        }
    }
    if prosa.chars().any(char::is_alphanumeric) {
        lineas.extend(sangrado(prosa.trim_start_matches(['.', ',', ' ']), COLUMNA, ancho));
    }
    lineas
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_falta_se_ve_y_cabe() {
        let todas = [
            Comprobacion::bien("Rust", "rustc 1.95.0"),
            Comprobacion::falta("enlazador", "no hay ".repeat(20), "Instálalo: `sudo apt install gcc`."),
            Comprobacion::aviso("pantalla", "no hay", "Se dibuja en la terminal."),
        ];
        let lineas = en_lineas(Sistema::Debian, false, &todas, 80);
        let texto: Vec<String> = lineas.iter().map(Linea::texto).collect();
        assert!(lineas.iter().all(|linea| linea.ancho() <= 80), "{texto:#?}");
        assert_eq!(texto[2], " ✔ Rust               rustc 1.95.0");
        assert!(texto.iter().any(|linea| linea.starts_with(" ✘ enlazador")), "{texto:#?}");
        assert!(texto.contains(&format!("{:24}sudo apt install gcc", "")), "la orden, en su línea: {texto:#?}");
        assert!(texto.last().unwrap().starts_with("Falta una cosa imprescindible"), "{texto:#?}");
        let informe = informe(Sistema::Debian, false, &todas);
        assert_eq!(informe["comprobaciones"][1]["estado"], "falta");
    }
}
