//! Las palabras de una orden escrita en un solo texto, como las separaría una terminal.

/// Separa una orden en palabras; las comillas, simples o dobles, juntan. `None` si falta cerrar unas.
#[must_use]
pub fn palabras(orden: &str) -> Option<Vec<String>> {
    let mut palabras = Vec::new();
    let mut actual: Option<String> = None;
    let mut comilla = None;
    for letra in orden.chars() {
        match (comilla, letra) {
            (Some(abierta), _) if letra == abierta => comilla = None,
            (None, '"' | '\'') => {
                comilla = Some(letra);
                actual.get_or_insert_default();
            }
            (None, _) if letra.is_whitespace() => palabras.extend(actual.take()),
            _ => actual.get_or_insert_default().push(letra),
        }
    }
    palabras.extend(actual);
    comilla.is_none().then_some(palabras)
}

#[cfg(test)]
mod pruebas {
    use super::palabras;

    #[test]
    fn las_comillas_juntan() {
        let separadas = palabras("  'mi programa' \"otra cosa\"x '' ");
        assert_eq!(separadas.unwrap(), ["mi programa", "otra cosax", ""]);
        assert_eq!(palabras("\"a medias"), None);
    }
}
