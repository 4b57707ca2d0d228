//! Propiedades de los descodificadores: con cualesquiera bytes contestan, y lo que se escribe se lee igual.

#![allow(clippy::unwrap_used)]

use leccion5::comparar::{CONTENDIENTES, Contendiente};
use leccion5::formatos::vigia;
use leccion5::informe::{Informe, MAXIMO};
use proptest::prelude::*;

/// Informes con cualquier cosa dentro: saltos, comillas, emojis, caracteres nulos, textos largos.
fn informes() -> impl Strategy<Value = Informe> {
    let texto = || {
        prop_oneof![
            any::<String>(),
            "[ -~áéñ\n\r\t\"\\\\]{0,40}",
            "x{250,300}",
            Just("ñ".repeat(9000))
        ]
    };
    (texto(), texto(), texto()).prop_map(|(fecha, nombre, version)| {
        Informe { fecha, nombre, version }
    })
}

/// Bytes malintencionados: los de verdad con algo tocado, los que parecen pickles y los que son cualquier cosa.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let tocados = (
        informes(),
        0..5_usize,
        any::<prop::sample::Index>(),
        any::<u8>(),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(informe, formato, donde, byte, corte)| {
            let mut bytes =
                (CONTENDIENTES[formato].codificar)(&informe)
                    .unwrap_or_default();
            if !bytes.is_empty() {
                let sitio = donde.index(bytes.len());
                bytes[sitio] = byte;
                bytes.truncate(1 + corte.index(bytes.len()));
            }
            bytes
        });
    let ordenes = prop::sample::select(b"().02KMJGIFLNSTUVXBC]}aceghijlopqrstub\x80\x81\x82\x85\x86\x87\x88\x8a\x8c\x8d\x8e\x90\x91\x92\x93\x94\x95\x96\x00\x01\x02\n\xff".to_vec());
    prop_oneof![
        tocados,
        prop::collection::vec(ordenes, 0..200),
        prop::collection::vec(any::<u8>(), 0..300),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lo_que_se_escribe_se_lee_igual(informe in informes()) {
        for Contendiente { nombre: formato, codificar, descodificar, .. } in CONTENDIENTES {
            match codificar(&informe) {
                // El texto se niega a llevar saltos dentro; y ninguno pasa de su máximo.
                Err(motivo) => prop_assert!(formato == "texto" && motivo.contains("salto de línea"), "{formato}: {motivo}"),
                Ok(bytes) if bytes.len() > MAXIMO => prop_assert!(descodificar(&bytes).is_err()),
                Ok(bytes) => prop_assert_eq!(descodificar(&bytes), Ok(informe.clone()), "{}", formato),
            }
        }
    }

    #[test]
    fn con_cualquier_cosa_se_contesta(bytes in bytes()) {
        for Contendiente { descodificar, .. } in CONTENDIENTES {
            if let Err(motivo) = descodificar(&bytes) {
                prop_assert!(!motivo.is_empty() && !motivo.contains('\n'), "{motivo:?}");
            }
        }
    }

    #[test]
    fn el_vigia_nunca_se_pasa_del_final(bytes in bytes()) {
        if let Ok(largo) = vigia::revisar(&bytes) {
            prop_assert!(largo <= bytes.len() && bytes[largo - 1] == b'.');
        }
    }

    #[test]
    fn un_informe_cortado_es_un_error_o_otro_mas_corto(informe in informes(), corte in any::<prop::sample::Index>()) {
        for Contendiente { nombre: formato, codificar, descodificar, .. } in CONTENDIENTES {
            // En texto, un corte en la versión no se puede notar: por eso importa el final del flujo.
            if formato == "texto" { continue; }
            let Ok(bytes) = codificar(&informe) else { continue };
            let corte = corte.index(bytes.len());
            prop_assert!(descodificar(&bytes[..corte]).is_err(), "{} cortado en {}", formato, corte);
        }
    }
}

#[test]
fn lo_demasiado_grande_no_se_mira() {
    for Contendiente { nombre: formato, descodificar, .. } in
        &CONTENDIENTES
    {
        let motivo =
            descodificar(&vec![b' '; MAXIMO + 1]).unwrap_err();
        assert_eq!(
            motivo,
            "son 65\u{a0}537 bytes y el máximo son 65\u{a0}536 bytes",
            "{formato}"
        );
    }
}

#[test]
fn cada_error_dice_su_motivo() {
    let json = |texto: &str| {
        leccion5::formatos::json::descodificar(texto.as_bytes())
            .unwrap_err()
    };
    assert_eq!(
        json(r#"{"fecha":"","nombre":""}"#),
        "falta el campo «version» (línea 1, columna 24)"
    );
    assert_eq!(
        json(r#"{"fecha":"","fecha":""}"#),
        "el campo «fecha» está repetido (línea 1, columna 19)"
    );
    assert_eq!(
        json(r#"{"fecha":"","nombre":"","version":3}"#),
        "un valor no es del tipo que toca: los tres son textos (línea 1, columna 35)"
    );
    assert_eq!(
        json(r#"{"fecha":"","nombre":"","version":""} {}"#),
        "sobra algo detrás del JSON (línea 1, columna 39)"
    );
    assert_eq!(
        json(r#"{"fecha":"#),
        "el JSON se acaba a medias (línea 1, columna 9)"
    );
    assert_eq!(json("hola"), "no es JSON (línea 1, columna 1)");
    // Lo anidado en un campo que no se conoce se salta sin llamarse a sí mismo: ni 5000 niveles llenan la pila.
    assert_eq!(
        json(&format!(r#"{{"x":{}"#, "[".repeat(5000))),
        "el JSON se acaba a medias (línea 1, columna 5005)"
    );

    let texto =
        |bytes: &[u8]| leccion5::formatos::texto::descodificar(bytes);
    assert_eq!(
        texto(b"a\nb").unwrap_err(),
        "hay 2 de las tres líneas"
    );
    assert_eq!(
        texto(b"a\nb\nc\nd").unwrap_err(),
        "son más de tres líneas"
    );
    assert_eq!(
        texto(b"a\n\xff\nc").unwrap_err(),
        "no es UTF-8 a partir del byte 2"
    );
    let informe = |fecha: &str, nombre: &str, version: &str| Informe {
        fecha: fecha.into(),
        nombre: nombre.into(),
        version: version.into(),
    };
    assert_eq!(texto(b"a\r\nb\r\nc\r\n"), Ok(informe("a", "b", "c")));
    assert_eq!(texto(b"\n\n"), Ok(informe("", "", "")));
}

#[test]
fn los_pickles_se_leen_como_datos() {
    let pickle =
        |bytes: &[u8]| leccion5::formatos::pickle::descodificar(bytes);
    let manda =
        b"cos\nsystem\n(S'echo Este pickle manda en tu equipo.'\ntR.";
    assert_eq!(manda.len(), 55);
    assert_eq!(
        pickle(manda).unwrap_err(),
        "pide buscar la función «os.system», y eso no son datos"
    );
    // Lo mismo, como lo escribiría un Python de ahora: el módulo y la función van apilados como textos.
    let moderno = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x04echo\x94\x85\x94R\x94.";
    assert_eq!(
        pickle(moderno).unwrap_err(),
        "pide buscar una función"
    );
    assert_eq!(
        pickle(b"(ios\nsystem\n.").unwrap_err(),
        "pide buscar la función «os.system», y eso no son datos"
    );
    assert_eq!(
        pickle(b"}.").unwrap_err(),
        "la orden 7d no es de un informe: tres textos en una tupla"
    );
    assert_eq!(
        pickle(b"(X\xff\xff\xff\x7f").unwrap_err(),
        "el pickle se acaba a medias"
    );
    assert_eq!(
        pickle(b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff").unwrap_err(),
        "el pickle se acaba a medias"
    );
    // Una lista que se contiene a sí misma, y otra repetida hasta ocuparlo todo.
    assert_eq!(
        pickle(b"]q\0h\0a.").unwrap_err(),
        "el pickle se contiene a sí mismo"
    );
    assert_eq!(
        pickle(b"]q\0(h\0h\0h\0h\0tq\x01.").unwrap_err(),
        "se repite demasiado"
    );
    assert_eq!(
        pickle(&[b'('; 5000]).unwrap_err(),
        "son más de 24 órdenes: no es un informe"
    );
    assert_eq!(
        pickle(b"(VaVb\nt.").unwrap_err(),
        "lleva 1 textos, y son tres"
    );
    // Texto a mano, protocolo 0, con lo que Python escapa y lo que no.
    let viejo = b"(Vhoy\np0\nVa\\u000a\xf1\\U0001f431\\u005c\np1\nV3.8\np2\ntp3\n.";
    let informe = pickle(viejo).unwrap();
    assert_eq!(
        (informe.nombre.as_str(), informe.version.as_str()),
        ("a\nñ🐱\\", "3.8")
    );
}

#[test]
fn bincode_con_limite_se_niega() {
    let mut quince = b"\x05ahora\xfd".to_vec();
    quince.extend(i64::MAX.to_le_bytes());
    assert_eq!(quince.len(), 15);
    assert_eq!(
        leccion5::formatos::binario::descodificar(&quince)
            .unwrap_err(),
        "pide más de 65\u{a0}536 bytes, que es el tope"
    );
    assert_eq!(
        leccion5::formatos::postal::descodificar(&quince).unwrap_err(),
        "se acaba antes de tiempo"
    );
}
