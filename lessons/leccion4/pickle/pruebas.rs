//! Los pickles de Python de verdad, los que escribimos y los hostiles.

use proptest::prelude::*;

use super::*;

fn texto(texto: &str) -> Valor {
    Valor::Texto(texto.into())
}

/// `pickle.dumps(["JOIN", "Ana"])` con los protocolos 2 a 5.
const UNIRSE: [&[u8]; 4] = [
    b"\x80\x02]q\x00(X\x04\x00\x00\x00JOINq\x01X\x03\x00\x00\x00Anaq\x02e.",
    b"\x80\x03]q\x00(X\x04\x00\x00\x00JOINq\x01X\x03\x00\x00\x00Anaq\x02e.",
    b"\x80\x04\x95\x12\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94\x8c\x03Ana\x94e.",
    b"\x80\x05\x95\x12\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94\x8c\x03Ana\x94e.",
];

#[test]
fn los_pickles_de_python() {
    for pickle in UNIRSE {
        let visto = leer(pickle).unwrap().unwrap();
        assert_eq!(
            visto,
            (
                Valor::Lista(vec![texto("JOIN"), texto("Ana")]),
                pickle.len()
            )
        );
        for corte in 0..pickle.len() {
            assert_eq!(
                leer(&pickle[..corte]),
                Ok(None),
                "cortado en {corte}"
            );
        }
        let dos = [pickle, UNIRSE[0]].concat();
        assert_eq!(leer(&dos).unwrap().unwrap().1, pickle.len());
    }
    // El mismo texto dos veces: la segunda va de memoria.
    let repetido = b"\x80\x04\x95\x0d\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94h\x01e.";
    assert_eq!(
        leer(repetido).unwrap().unwrap().0,
        Valor::Lista(vec![texto("JOIN"), texto("JOIN")])
    );
    let tuplas = b"\x80\x04K\x01\x8c\x01a\x94\x86\x94.";
    assert_eq!(
        leer(tuplas).unwrap().unwrap().0,
        Valor::Lista(vec![Valor::Entero(1), texto("a")])
    );
    for (bytes, numero) in [
        (&b"K\xff."[..], 255),
        (b"M\xff\xff.", 65535),
        (b"J\xff\xff\xff\xff.", -1),
        (b"\x8a\x03\x00\x00\x80.", -8_388_608),
    ] {
        assert_eq!(
            leer(bytes).unwrap().unwrap().0,
            Valor::Entero(numero)
        );
    }
}

#[test]
fn lo_que_escribimos_se_lee() {
    assert_eq!(
        leer(&tupla(1, "¿ñ?")).unwrap().unwrap().0,
        Valor::Lista(vec![Valor::Entero(1), texto("¿ñ?")])
    );
    assert_eq!(
        leer(&lista(2, "a")).unwrap().unwrap().0,
        Valor::Lista(vec![Valor::Entero(2), texto("a")])
    );
    let unirse = lista_de_textos("JOIN", "Ana");
    assert_eq!(
        leer(&unirse).unwrap().unwrap().0,
        Valor::Lista(vec![texto("JOIN"), texto("Ana")])
    );
}

#[test]
fn nada_se_ejecuta_ni_se_reserva() {
    // cos\nsystem\n(S'…'tR. — el de siempre.
    assert!(
        leer(b"cos\nsystem\n(S'true'\ntR.")
            .unwrap_err()
            .contains("algo más que datos (orden 63)")
    );
    assert!(
        leer(b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93.")
            .unwrap_err()
            .contains("orden 93")
    );
    // Un texto que dice medir 8 EiB.
    assert!(
        leer(b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f")
            .unwrap_err()
            .contains("demasiado largo")
    );
    assert!(
        leer(&[b']'; LIMITE])
            .unwrap_err()
            .contains("pasa de 8192 bytes")
    );
    let anidadas =
        [vec![b']'; 100], vec![b'a'; 99], vec![b'.']].concat();
    assert!(
        leer(&anidadas).unwrap_err().contains("unas dentro de otras")
    );
    // Una lista que se contiene muchas veces a sí misma.
    assert!(
        leer(b"]\x94h\x00h\x00\x87.")
            .unwrap_err()
            .contains("repite algo")
    );
}

proptest! {
    #[test]
    fn ningun_byte_la_rompe(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = leer(&bytes);
    }

    #[test]
    fn ninguna_orden_conocida_la_rompe(
        bytes in proptest::collection::vec(
            proptest::sample::select(b".NKMJX])(aeltqrhj\x80\x85\x86\x87\x88\x89\x8a\x8c\x8d\x94\x95\x00\x01\x02".to_vec()),
            0..300,
        )
    ) {
        if let Ok(Some((valor, leidos))) = leer(&bytes) {
            prop_assert!(leidos <= bytes.len() && hondura(&valor) <= HONDURA);
        }
    }
}
