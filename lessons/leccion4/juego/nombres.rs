//! Qué nombres valen para un equipo: los verá todo el mundo en la clasificación. Pura: no sabe de redes.
//!
//! Un nombre lo escribe cualquiera, y en una terminal puede hacer trampa de tres maneras: con letras que mandan o que no
//! se ven, con un montón de tildes encima de una letra, y mezclando alfabetos: «Аna», con la A de los rusos, no es «Ana».

use redes::consola::visible;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::{MixedScript, skeleton};

/// Lo más largo que puede ser un nombre, en letras: tiene que caber en la clasificación.
pub const NOMBRE_MAXIMO: usize = 24;

/// Cuántas marcas puede llevar encima una letra. Con dos se escribe cualquier lengua; con veinte se tapa la línea de arriba.
const MARCAS: usize = 2;

/// El nombre sin espacios sobrantes, o por qué no vale.
pub fn nombre_valido(nombre: &str) -> Result<String, String> {
    let nombre =
        nombre.split_whitespace().collect::<Vec<_>>().join(" ");
    // Una orden para la terminal puede borrar la pantalla de los demás; y lo que no se ve hace pasar un nombre por otro.
    if visible(&nombre) != nombre || tiene_marcas_de_mas(&nombre) {
        return Err(
            "ese nombre lleva caracteres que no se pueden enseñar"
                .to_string(),
        );
    }
    if !silueta(&nombre).chars().any(char::is_alphanumeric) {
        return Err("el equipo necesita un nombre, con alguna letra o algún número".to_string());
    }
    if nombre.split(' ').any(se_disfraza) {
        return Err("ese nombre mezcla letras de dos alfabetos que se confunden".to_string());
    }
    match nombre.chars().count() {
        ..=NOMBRE_MAXIMO => Ok(nombre),
        largo => Err(format!(
            "ese nombre tiene {largo} letras y caben {NOMBRE_MAXIMO}"
        )),
    }
}

/// Cómo se ve un texto: dos que se confunden a la vista tienen la misma silueta (Unicode, UTS 39). No es para leerla: la de
/// «Ana 1» es «Ana l».
pub fn silueta(texto: &str) -> String {
    skeleton(texto).collect()
}

/// ¿Mezcla alfabetos una palabra que parece escrita en uno solo? «Ωmega» también mezcla, pero se nota.
fn se_disfraza(palabra: &str) -> bool {
    !palabra.is_single_script()
        && silueta(palabra).as_str().is_single_script()
}

fn tiene_marcas_de_mas(nombre: &str) -> bool {
    let mut seguidas = 0;
    // Con `nfc`, «é» es una letra, se escriba como se escriba: solo se cuentan las marcas que sobran.
    nombre.nfc().any(|letra| {
        seguidas =
            if is_combining_mark(letra) { seguidas + 1 } else { 0 };
        seguidas > MARCAS
    })
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

    #[test]
    fn lo_que_no_se_ve_no_es_un_nombre() {
        let enteras = [
            "Ana\u{200b}",      // sin ancho
            "\u{feff}Ana",      // la marca de los ficheros
            "A\u{ad}na",        // guion que no se ve
            "\u{202e}anA",      // lo que sigue, del revés
            "\u{2066}Ana",      // aislado
            "Ana\u{e0041}",     // etiqueta
            "Ana\u{9b}31m",     // C1, que en algunas terminales manda
            "\u{301}Ana",       // una tilde sin letra
            "\u{3164}\u{3164}", // relleno coreano: letras en blanco
            "\u{2800}",         // braille sin puntos
            "A\u{301}\u{302}\u{303}\u{304}na",
        ];
        for malo in enteras {
            assert!(nombre_valido(malo).is_err(), "{malo:?}");
        }
    }

    #[test]
    fn dos_alfabetos_que_se_confunden_no_y_los_demas_si() {
        for malo in
            ["Аna", "Anа", "Τeam", "Aոa", "los Веtos", "ana_аna"]
        {
            let motivo = nombre_valido(malo).unwrap_err();
            assert!(motivo.contains("dos alfabetos"), "{malo:?}");
        }
        for bueno in [
            "Ана",
            "日本チーム",
            "Ωmega",
            "Los 🦀",
            "Équipe n.º 1",
            "Ju\u{301}piter",
            "❤️ rojo",
            "Nguyễn",
            "Team Ана",
            "C++",
            "µTorrent",
            "O'Neill",
            "عربي",
        ] {
            assert_eq!(
                nombre_valido(bueno).as_deref(),
                Ok(bueno),
                "{bueno:?}"
            );
        }
    }
}
