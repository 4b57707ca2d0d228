//! `libro --regenerar`: vuelve a ejecutar lo que el libro enseña y guarda lo que haya cambiado.

use std::fs;

use redes::errores::{Fallo, Resultado};

use verificador::diagnosticos::{Diagnostico, diagnosticos};

use super::libro::Libro;
use super::{cables, salidas};

/// Con este nombre se pide el índice de los diagnósticos en SUMMARY.md.
const DIAGNOSTICOS: &str = "diagnosticos";

/// Rehace lo que se nombre o, si no se nombra nada, todo. Devuelve una línea por cada cosa.
pub fn todo(libro: &Libro, nombres: &[String]) -> Resultado<Vec<String>> {
    let pedida = |nombre: &String| nombres.is_empty() || nombres.contains(nombre);
    let (mut hecho, mut fallos) = (Vec::new(), Vec::new());
    let mut apuntar = |que: &str, nombre: &str, resultado: Result<bool, String>| match resultado {
        Ok(true) => hecho.push(format!("{que} {nombre}: ha cambiado")),
        Ok(false) => hecho.push(format!("{que} {nombre}: sigue igual")),
        Err(causa) => fallos.push(format!("{que} {nombre}: {causa}")),
    };
    for salida in libro.salidas.iter().filter(|salida| pedida(&salida.nombre)) {
        apuntar("salida", &salida.nombre, salidas::rehacer(libro, salida));
    }
    for cable in libro.cables.iter().filter(|cable| pedida(&cable.nombre)) {
        apuntar("cable", &cable.nombre, cables::rehacer(libro, cable));
    }
    if pedida(&DIAGNOSTICOS.to_string()) {
        apuntar("índice", "de los diagnósticos", indice_de_diagnosticos(libro));
    }
    if !fallos.is_empty() {
        return Err(Fallo::nuevo(format!("no he podido rehacerlo todo:\n{}", fallos.join("\n"))));
    }
    if hecho.is_empty() {
        return Err(Fallo::nuevo(format!(
            "no hay ninguna salida ni ningún cable que se llame «{}»",
            nombres.join("», «")
        )));
    }
    Ok(hecho)
}

/// Pone en SUMMARY.md, debajo de los diagnósticos, las páginas que hay.
fn indice_de_diagnosticos(libro: &Libro) -> Result<bool, String> {
    let ruta = libro.carpeta.join("src").join("SUMMARY.md");
    let viejo = fs::read_to_string(&ruta).map_err(|error| error.to_string())?;
    let nuevo = con_diagnosticos(&viejo);
    if nuevo == viejo {
        return Ok(false);
    }
    fs::write(&ruta, nuevo).map_err(|error| error.to_string())?;
    Ok(true)
}

/// Cómo se nombra en SUMMARY.md. mdBook tira el código de los títulos del índice: va en cursiva.
pub(super) fn en_el_indice(uno: &Diagnostico) -> String {
    format!("[{} · {}]", uno.codigo, uno.titulo.replace('`', "*").replace('\\', "\\\\"))
}

fn con_diagnosticos(resumen: &str) -> String {
    let mut nuevo = String::new();
    for linea in resumen.lines().filter(|linea| !linea.trim_start().starts_with("- [R")) {
        nuevo += &format!("{linea}\n");
        if linea.contains("(diagnosticos/README.md)") {
            for uno in diagnosticos() {
                nuevo += &format!("  - {}(diagnosticos/{}.md)\n", en_el_indice(uno), uno.codigo);
            }
        }
    }
    nuevo
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn el_indice_lleva_todos_los_diagnosticos_y_lo_demas_no_se_toca() {
        let viejo = "[x](x.md)\n- [Diagnósticos](diagnosticos/README.md)\n  - [R77 · viejo](diagnosticos/R77.md)\n- [y](y.md)\n";
        let nuevo = con_diagnosticos(viejo);
        assert!(nuevo.starts_with("[x](x.md)\n- [Diagnósticos](diagnosticos/README.md)\n  - [R01 · "), "{nuevo}");
        assert!(nuevo.ends_with(".md)\n- [y](y.md)\n") && !nuevo.contains("R77"), "{nuevo}");
        assert_eq!(con_diagnosticos(&nuevo), nuevo);
    }
}
