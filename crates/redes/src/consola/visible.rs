//! Enseñar texto que ha escrito otro, sin obedecer nada de lo que lleve dentro.
//!
//! Un nombre que llega por la red puede llevar órdenes para la terminal: borrarla, cambiarle los colores, escribir al
//! revés lo que sigue, o letras sin tinta que hacen pasar un nombre por otro. Aquí se decide qué se ve y qué no, en un
//! solo sitio y de dos maneras: [`visible`] tapa con un punto, para leer de corrido; [`escapado`] escribe el número de
//! lo que había, para quien quiere saberlo.

use unicode_width::UnicodeWidthChar;

/// Un texto ajeno en una línea: cada letra que una terminal obedecería, o que no se vería, es un `·`. Las tildes sueltas
/// (`e` y después `´`, como las envía un Mac) se respetan detrás de su letra.
#[must_use]
pub fn visible(texto: &str) -> String {
    let mut visto = String::with_capacity(texto.len());
    for letra in texto.chars() {
        visto.push(a_la_vista(letra, visto.chars().next_back()));
    }
    visto
}

/// Lo que se ve de una letra detrás de `anterior`, la última que se ha enseñado.
pub(super) fn a_la_vista(letra: char, anterior: Option<char>) -> char {
    let sin_letra_debajo = matches!(anterior, None | Some(' ' | '·' | '\n' | '\t'));
    match letra {
        _ if es_espacio(letra) => ' ',
        _ if !tiene_tinta(letra) || sin_letra_debajo && letra.width() == Some(0) => '·',
        _ => letra,
    }
}

/// Una frase nuestra que puede citar algo ajeno (el nombre de un fichero), para una terminal: se queda como está, menos lo que
/// la terminal obedecería.
pub(crate) fn sin_ordenes(frase: &str) -> String {
    let tapar = |letra: char| if es_espacio(letra) || letra == '\n' || tiene_tinta(letra) { letra } else { '·' };
    frase.chars().map(tapar).collect()
}

/// Un texto ajeno, con `\u{1b}` o `\n` escritos donde había algo que no se ve, y cortado con «…» si pasa de `maximo`
/// letras.
#[must_use]
pub fn escapado(texto: &str, maximo: usize) -> String {
    let mut escrito = String::new();
    for letra in texto.chars().take(maximo) {
        match letra {
            '\'' | '"' | '\\' => escrito.push(letra),
            _ => escrito.extend(letra.escape_debug()),
        }
    }
    if texto.chars().nth(maximo).is_some() {
        escrito.push('…');
    }
    escrito
}

/// Los espacios de toda clase, pero no los que cambian de línea.
fn es_espacio(letra: char) -> bool {
    letra.is_whitespace() && !letra.is_control() && !matches!(letra, '\u{2028}' | '\u{2029}')
}

/// ¿Se ve esta letra detrás de otra? Lo sabe `escape_debug`, que conoce todo Unicode y deja como está lo que se ve.
fn tiene_tinta(letra: char) -> bool {
    // Sola, escaparía también las tildes sueltas: por eso lleva una letra delante.
    letra.is_ascii_graphic() || String::from_iter(['a', letra]).escape_debug().nth(1) != Some('\\')
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn nada_ajeno_manda_en_la_terminal() {
        assert_eq!(visible("a\u{1b}[2Jb\nc"), "a·[2Jb·c");
        assert_eq!(visible("\r\t\u{7f}\u{9b}31m"), "····31m");
        assert_eq!(visible("«¡Ñandú!» \\ 'x' \"y\" 日本 🦀"), "«¡Ñandú!» \\ 'x' \"y\" 日本 🦀");
    }

    #[test]
    fn lo_que_no_se_ve_se_tapa() {
        // Las que dan la vuelta al texto, las que no ocupan, los saltos de línea de Unicode, las etiquetas y las sin dueño.
        let ocultas = ('\u{200b}'..='\u{200f}').chain('\u{2028}'..='\u{202e}').chain('\u{2060}'..='\u{206f}').chain([
            '\u{ad}',
            '\u{feff}',
            '\u{e0041}',
            '\u{e000}',
            '\u{10ffff}',
        ]);
        for letra in ocultas {
            assert_eq!(visible(&format!("a{letra}b")), "a·b", "{letra:?}");
        }
        assert_eq!(visible("1\u{a0}000\u{3000}x"), "1 000 x");
    }

    #[test]
    fn una_tilde_suelta_va_con_su_letra_o_no_va() {
        assert_eq!(visible("Ju\u{301}piter"), "Ju\u{301}piter");
        assert_eq!(visible("\u{301}piter"), "·piter");
        assert_eq!(visible("a \u{301}\u{301}b"), "a ··b");
    }

    #[test]
    fn una_frase_que_cita_algo_ajeno_no_manda() {
        let frase = "no he podido leer «a\u{1b}[2J\u{202e}\u{7f}b»: 3\u{a0}000 bytes, ¡ay!\notra línea";
        let esperada = "no he podido leer «a·[2J··b»: 3\u{a0}000 bytes, ¡ay!\notra línea";
        assert_eq!(sin_ordenes(frase), esperada);
    }

    #[test]
    fn escapado_dice_lo_que_habia() {
        assert_eq!(escapado("a\u{1b}[2J\r\nñ", 80), "a\\u{1b}[2J\\r\\nñ");
        assert_eq!(escapado("\u{202e}abc", 80), "\\u{202e}abc");
        assert_eq!(escapado("abcdef", 3), "abc…");
        assert_eq!(escapado("'\"\\", 3), "'\"\\");
    }
}
