//! El texto que viene de fuera, enseñado sin que mande.
//!
//! Una secuencia de control ajena podría borrar la pantalla o cambiarle el color: aquí se convierte en letras que se ven.

/// Como mucho `maximo` letras de `texto`, con sus controles a la vista: `\u{1b}` donde había un ESC.
pub fn visible(texto: &str, maximo: usize) -> String {
    let mut visible = String::new();
    for letra in texto.chars().take(maximo) {
        match letra {
            '\'' | '"' | '\\' => visible.push(letra),
            // `escape_debug` deja las letras como están y escribe `\u{1b}` donde había un control.
            _ => visible.extend(letra.escape_debug()),
        }
    }
    if texto.chars().nth(maximo).is_some() {
        visible.push('…');
    }
    visible
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn lo_que_viene_de_fuera_no_manda() {
        assert_eq!(
            visible("a\u{1b}[2J\r\nñ", 80),
            "a\\u{1b}[2J\\r\\nñ"
        );
        assert_eq!(visible("\u{202e}abc", 80), "\\u{202e}abc");
        assert_eq!(visible("abcdef", 3), "abc…");
    }
}
