//! Los bytes, tal como se enseñan: en hexadecimal y, si lo son, como texto.

use unicode_width::UnicodeWidthChar;

/// `68 6f 6c 61`.
#[must_use]
pub fn en_hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// Los bytes como texto, sin inventar nada: lo que no es UTF-8 se enseña como byte (`‹c3›`), los saltos de línea
/// como `⏎`, y lo demás que no se ve, como `·`. `None` si no hay en ellos ni una letra que enseñar.
#[must_use]
pub fn en_texto(bytes: &[u8]) -> Option<String> {
    let mut texto = String::new();
    let mut se_ve = false;
    for trozo in bytes.utf8_chunks() {
        for letra in trozo.valid().chars() {
            let visible = a_la_vista(letra);
            se_ve |= visible != '·' || letra == '·';
            texto.push(visible);
        }
        for byte in trozo.invalid() {
            texto += &format!("‹{byte:02x}›");
        }
    }
    se_ve.then_some(texto)
}

/// La misma letra, o la señal que la representa si no se ve o si manda sobre la terminal.
fn a_la_vista(letra: char) -> char {
    match letra {
        '\n' => '⏎',
        '\r' => '␍',
        '\t' => '⇥',
        // Órdenes para la terminal, y marcas que cambian el sentido de la escritura.
        _ if letra.is_control() || matches!(letra, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}') => '·',
        '\u{2060}'..='\u{206f}' | '\u{feff}' => '·',
        _ if letra.width().is_none() => '·',
        _ => letra,
    }
}

/// La muestra sin la letra que su propio corte haya partido: si faltan bytes porque no se guardaron, no es culpa
/// de quien los envió.
pub(super) fn sin_letra_partida(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

/// ¿Parece texto? UTF-8 entero y sin más caracteres de control que los de separar líneas.
pub(super) fn parece_texto(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|texto| texto.chars().all(|letra| matches!(letra, '\n' | '\r' | '\t') || a_la_vista(letra) == letra))
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn el_texto_se_ensenya_sin_inventar_nada() {
        for (bytes, texto) in [
            (&b"hola"[..], Some("hola")),
            ("ñandú\r\n".as_bytes(), Some("ñandú␍⏎")),
            (b"ma\xc3", Some("ma‹c3›")),
            (b"\xb1ana", Some("‹b1›ana")),
            (b"\xc3", None),
            (b"\x00\x00\x00\x04", None),
            (b"\x00\x00\x00\x04hola", Some("····hola")),
            (b"\x1b[2J", Some("·[2J")),
            ("\u{202e}abc".as_bytes(), Some("·abc")),
            ("·".as_bytes(), Some("·")),
            (b"\n", Some("⏎")),
            (b"", None),
        ] {
            assert_eq!(en_texto(bytes).as_deref(), texto, "{bytes:02x?}");
        }
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(en_hexadecimal(b"eco\n"), "65 63 6f 0a");
        assert_eq!(en_hexadecimal(b""), "");
    }
}
