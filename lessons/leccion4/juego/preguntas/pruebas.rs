//! Las preguntas incluidas, y los ficheros mal escritos.

use std::collections::HashSet;

use super::lectura::{incluidas, leer};
use crate::juego::texto::simplificar;

#[test]
fn las_incluidas_son_treinta_o_mas_y_estan_bien() {
    let preguntas = incluidas().unwrap();
    assert!(preguntas.len() >= 30, "{}", preguntas.len());
    for pregunta in &preguntas {
        assert!(
            pregunta.texto.starts_with('¿')
                && pregunta.texto.ends_with('?'),
            "{}",
            pregunta.texto
        );
        assert!(pregunta.acierta(pregunta.correcta()));
        let respuestas: HashSet<String> = pregunta
            .respuestas
            .iter()
            .map(|r| simplificar(r))
            .collect();
        assert_eq!(
            respuestas.len(),
            pregunta.respuestas.len(),
            "sobra alguna: {pregunta:?}"
        );
    }
}

#[test]
fn un_fichero_malo_dice_la_linea_y_la_razon() {
    let casos = [
        ("[]", "no hay ninguna pregunta"),
        ("", "línea 1: el fichero se acaba a medias"),
        ("{}", "línea 1: aquí va una lista"),
        (
            "[\n {\"pregunta\": \"¿a?\"}\n]",
            "línea 2: falta «respuestas»",
        ),
        (
            "[\n {\"pregunta\": \"¿a?\", \"respuestas\": []}\n]",
            "línea 2: a «¿a?» le falta la respuesta, o",
        ),
        (
            "[\n {\"pregunta\": \"¿a?\", \"respuestas\": [\"¿?\"]}\n]",
            "a «¿a?» le falta la respuesta, o tiene una vacía",
        ),
        (
            "[\n {\"pregunta\": \" \", \"respuestas\": [\"b\"]}\n]",
            "línea 2: la pregunta está vacía",
        ),
        (
            "[\n {\"pregunta\": \"a\", \"respuestas\": \"b\"}\n]",
            "aquí va una lista, entre [ y ]",
        ),
        (
            "[\n {\"pregunta\": 3, \"respuestas\": [\"b\"]}\n]",
            "línea 2: aquí va un texto",
        ),
        (
            "[\n {\"pregunta\": \"a\", \"respuesta\": [\"b\"]}\n]",
            "no sé qué es «respuesta»",
        ),
        (
            "[\n {\"pregunta\": \"a\", \"respuestas\": [\"b\"]},\n]",
            "línea 3: sobra la última coma",
        ),
        (
            "[\n {\"pregunta\": \"a\" \"respuestas\": [\"b\"]}\n]",
            "línea 2: falta una coma",
        ),
        (
            "[\n {\"pregunta\": \"a\n",
            "línea 2: unas comillas se quedan sin cerrar",
        ),
        (
            "[\n {pregunta: 1}]",
            "línea 2: el nombre de un campo va entre comillas",
        ),
    ];
    for (texto, motivo) in casos {
        let visto = leer(texto).unwrap_err();
        assert!(visto.contains(motivo), "{texto:?}: {visto:?}");
    }
    let dos = r#"[{"pregunta": "¿Qué?", "respuestas": ["b"]}, {"pregunta": "¿que?", "respuestas": ["b"]}]"#;
    assert_eq!(
        leer(dos).unwrap_err(),
        "línea 1: la pregunta «¿que?» está dos veces"
    );
    let larga = format!(
        r#"[{{"pregunta": "{}", "respuestas": ["b"]}}]"#,
        "a".repeat(301)
    );
    assert_eq!(
        leer(&larga).unwrap_err(),
        format!(
            "línea 1: «{}…» es demasiado larga: caben 300 letras",
            "a".repeat(60)
        )
    );
    let muchas = format!(
        r#"[{{"pregunta": "¿a?", "respuestas": [{}"b"]}}]"#,
        r#""b","#.repeat(50)
    );
    assert_eq!(
        leer(&muchas).unwrap_err(),
        "línea 1: «¿a?» tiene 51 respuestas y caben 50"
    );
}

/// Un fichero bajado de cualquier sitio no le habla a la terminal de quien lo prueba.
#[test]
fn una_queja_no_lleva_nada_que_mande() {
    let manda = "\\u001b[2J\\u202e\\u200b";
    for texto in [
        format!(r#"[{{"pregunta": "¿{manda}?", "respuestas": []}}]"#),
        format!(r#"[{{"pregunta": "¿a?", "{manda}": ["b"]}}]"#),
        format!(
            r#"[{{"pregunta": "¿{manda}?", "respuestas": ["{}"]}}]"#,
            manda.repeat(100)
        ),
        format!(
            r#"[{{"pregunta": "¿{manda}a?", "respuestas": ["b"]}}, {{"pregunta": "¿{manda}a?", "respuestas": ["b"]}}]"#
        ),
    ] {
        let queja = leer(&texto).unwrap_err();
        assert!(queja.contains("·[2J··"), "{queja:?}");
        assert!(
            !queja.contains(['\u{1b}', '\u{202e}', '\u{200b}']),
            "{queja:?}"
        );
    }
}
