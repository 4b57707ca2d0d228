//! Cuándo dos respuestas son la misma: «Júpiter», « JUPITER », «el júpiter.» y «Ju´piter» (con la tilde suelta).
//!
//! Comparar con `==` compara bytes, y «é» puede llegar de dos maneras: como una letra (`c3 a9`) o como una `e` seguida
//! de una tilde que se le pone encima (`65 cc 81`, lo que envía un Mac al copiar el nombre de un fichero). En la
//! pantalla son idénticas; para `==`, no.

use unicode_normalization::UnicodeNormalization;

/// La virgulilla de la ñ, que **no** es un acento: «caña» y «cana» son dos respuestas distintas.
const VIRGULILLA: char = '\u{303}';

/// Lo que se puede poner delante sin cambiar la respuesta: «el Nilo», «Nilo».
const ARTICULOS: [&str; 9] =
    ["el", "la", "los", "las", "lo", "un", "una", "unos", "unas"];

// ANCHOR: simplificar
/// Deja de un texto solo lo que importa al comparar respuestas.
pub fn simplificar(texto: &str) -> String {
    let mut llano = String::new();
    // `nfkd` separa cada letra de sus marcas: «Ú» son «U» y una tilde.
    for letra in texto.nfkd() {
        let es_marca =
            unicode_normalization::char::is_combining_mark(letra);
        if !es_marca || (letra == VIRGULILLA && llano.ends_with('n')) {
            llano.extend(letra.to_lowercase());
        }
    }
    let palabras: Vec<&str> = llano
        .split_whitespace()
        .map(|p| p.trim_matches(es_puntuacion))
        .filter(|p| !p.is_empty())
        .collect();
    match palabras.as_slice() {
        // Solo un artículo, y si detrás queda algo: «La» es una nota.
        [primera, resto @ ..]
            if !resto.is_empty() && ARTICULOS.contains(primera) =>
        {
            resto.join(" ")
        }
        todas => todas.join(" "),
    }
}
// ANCHOR_END: simplificar

/// ¿Son la misma respuesta?
pub fn iguales(una: &str, otra: &str) -> bool {
    simplificar(una) == simplificar(otra)
}

/// Los signos que rodean una palabra sin formar parte de ella. Ni `+` ni `#`: «C++» y «C#» no son lo mismo.
fn es_puntuacion(letra: char) -> bool {
    "¡!¿?.,;:«»\"'“”‘’()…".contains(letra)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn jupiter_de_muchas_maneras() {
        let de_muchas = [
            "Júpiter",
            "JUPITER ",
            "jupiter",
            "Ju\u{301}piter",
            "  júpiter\t",
            "el Júpiter.",
            "¡JÚPITER!",
        ];
        for respuesta in de_muchas {
            assert!(iguales("Júpiter", respuesta), "{respuesta:?}");
        }
        for respuesta in ["Jupitér x", "Jup iter", "", "el", "Saturno"]
        {
            assert!(!iguales("Júpiter", respuesta), "{respuesta:?}");
        }
    }

    #[test]
    fn la_enie_es_una_letra_y_no_un_acento() {
        assert!(iguales("España", "ESPAN\u{303}A"));
        assert!(!iguales("caña", "cana"));
        assert!(iguales("pingüino", "PINGUINO"));
        assert!(
            iguales("a\u{303}", "a"),
            "una virgulilla sobre otra letra sí es un adorno"
        );
    }

    #[test]
    fn un_articulo_se_quita_si_no_es_toda_la_respuesta() {
        assert!(iguales("Nilo", "el  Nilo"));
        assert!(iguales("La Paz", "paz"));
        assert_eq!(simplificar("La"), "la");
        assert_eq!(simplificar("los los lobos"), "los lobos");
        assert!(!iguales("C++", "C#"));
    }
}
