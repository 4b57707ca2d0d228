//! Qué nombres valen para un equipo: los verá todo el mundo en la clasificación.

/// Lo más largo que puede ser un nombre, en letras: tiene que caber en la clasificación.
pub const NOMBRE_MAXIMO: usize = 24;

/// El nombre sin espacios sobrantes, o por qué no vale.
pub fn nombre_valido(nombre: &str) -> Result<String, String> {
    let nombre =
        nombre.split_whitespace().collect::<Vec<_>>().join(" ");
    // Un carácter de control dentro de un nombre puede borrar la pantalla de los demás.
    if nombre.chars().any(char::is_control) {
        return Err(
            "ese nombre lleva caracteres que no se pueden enseñar"
                .to_string(),
        );
    }
    if !nombre.chars().any(char::is_alphanumeric) {
        return Err("el equipo necesita un nombre, con alguna letra o algún número".to_string());
    }
    match nombre.chars().count() {
        ..=NOMBRE_MAXIMO => Ok(nombre),
        largo => Err(format!(
            "ese nombre tiene {largo} letras y caben {NOMBRE_MAXIMO}"
        )),
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn nombres() {
        assert_eq!(
            nombre_valido("  Los  Ñus\n").as_deref(),
            Ok("Los Ñus")
        );
        assert_eq!(nombre_valido(&"ñ".repeat(24)), Ok("ñ".repeat(24)));
        let largo = "ese nombre tiene 300 letras y caben 24";
        assert_eq!(
            nombre_valido(&"x".repeat(300)),
            Err(largo.to_string())
        );
        for malo in ["", "  ", "…", "a\u{1b}[2J", "a\u{0}b"] {
            assert!(nombre_valido(malo).is_err(), "{malo:?}");
        }
    }
}
