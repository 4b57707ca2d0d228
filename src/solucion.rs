//! `curso solucion`: qué hace la solución de referencia que no haga la mía.

use std::fs;

use catalogo::Reto;
use redes::argumentos::orden_para;
use redes::consola::{Estilo, Linea};
use redes::diferencia::{Cambio, trozos};
use redes::errores::{Fallo, Resultado};

use crate::estado::Estado;
use crate::salida::escribir;

/// Al pie de la ayuda de `solucion`.
pub const AYUDA: &str = "\
Cuando ya lo has superado, enseña en qué se distingue lo tuyo (-) de la solución
de referencia (+). Las dos hacen lo mismo: lo interesante es cómo.

  cargo run -- solucion servidor_eco
  cargo run -- solucion servidor_eco --rendirse    aunque no lo hayas superado";

/// La enseña, si se ha superado el reto o quien aprende se rinde.
pub fn ejecutar(reto: &Reto, rendirse: bool, estado: &Estado) -> Resultado {
    escribir(&ensenar(reto, estado.superado(reto).is_some(), rendirse)?)
}

/// La diferencia entre lo de quien aprende y la referencia. Hay que haberlo superado, o rendirse.
pub fn ensenar(reto: &Reto, superado: bool, rendirse: bool) -> Resultado<Vec<Linea>> {
    if !superado && !rendirse {
        let verificar = orden_para("curso", &format!("verificar {}", reto.nombre));
        let rendirse = orden_para("curso", &format!("solucion {} --rendirse", reto.nombre));
        return Err(Fallo::nuevo(format!("todavía no has superado «{}»", reto.nombre))
            .remedio(format!("Compruébalo con: {verificar}. Si te rindes: {rendirse}")));
    }
    let leer = |ruta: &std::path::Path| fs::read_to_string(ruta).map_err(|error| Fallo::al_leer(ruta, error));
    let suya = leer(&reto.solucion())?;
    // Sin lo suyo (lo ha borrado, o movido) no hay con qué comparar: se enseña entera.
    let mia = fs::read_to_string(reto.fuente()).unwrap_or_default();
    Ok(comparar(&reto.nombre, &mia, &suya))
}

fn comparar(nombre: &str, mia: &str, suya: &str) -> Vec<Linea> {
    let (antes_mia, mia) = sin_enunciado(mia);
    let (antes_suya, suya) = sin_enunciado(suya);
    let trozos = trozos(&mia, &suya);
    if trozos.is_empty() {
        return vec![Linea::llana(format!("Lo tuyo y la solución de «{nombre}» son iguales, letra por letra."))];
    }
    let mut lineas = vec![
        Linea::vacia().con(Estilo::Mal, format!("--- exercises/{nombre}.rs")).con(Estilo::Tenue, "   lo tuyo"),
        Linea::vacia().con(Estilo::Bien, format!("+++ solutions/{nombre}.rs")).con(Estilo::Tenue, "   la referencia"),
    ];
    for trozo in trozos {
        let (desde_mia, desde_suya) = (trozo.mia + antes_mia + 1, trozo.suya + antes_suya + 1);
        let cuantas = |fuera: Cambio| trozo.lineas.iter().filter(|(cambio, _)| *cambio != fuera).count();
        let rotulo = format!("@@ -{desde_mia},{} +{desde_suya},{} @@", cuantas(Cambio::Suya), cuantas(Cambio::Mia));
        lineas.push(Linea::vacia().con(Estilo::Codigo, rotulo));
        lineas.extend(trozo.lineas.iter().map(|(cambio, texto)| match cambio {
            Cambio::Igual => Linea::vacia().con(Estilo::Normal, format!(" {texto}")),
            Cambio::Mia => Linea::vacia().con(Estilo::Mal, format!("-{texto}")),
            Cambio::Suya => Linea::vacia().con(Estilo::Bien, format!("+{texto}")),
        }));
    }
    lineas
}

/// Las líneas de un programa sin el enunciado (`//!`) del principio, y cuántas eran: no se comparan.
fn sin_enunciado(programa: &str) -> (usize, Vec<&str>) {
    let lineas: Vec<&str> = programa.lines().collect();
    let enunciado = lineas.iter().take_while(|linea| linea.starts_with("//!")).count();
    (enunciado, lineas[enunciado..].to_vec())
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn se_ensena_lo_distinto_con_su_linea_y_sin_el_enunciado() {
        let mia = "//! El enunciado.\n//! Largo.\n\nfn main() {\n    uno();\n    dos();\n}\n";
        let suya = "//! Otra cosa.\n\nfn main() {\n    uno();\n    tres();\n}\n";
        let lineas: Vec<String> = comparar("x", mia, suya).iter().map(Linea::texto).collect();
        let esperado = [
            "--- exercises/x.rs   lo tuyo",
            "+++ solutions/x.rs   la referencia",
            "@@ -3,5 +2,5 @@",
            "",
            " fn main() {",
            "     uno();",
            "-    dos();",
            "+    tres();",
            " }",
        ];
        assert_eq!(lineas, esperado);
        assert!(comparar("x", suya, suya)[0].texto().contains("iguales"));
    }
}
