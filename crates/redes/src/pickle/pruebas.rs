//! Los pickles de Python de verdad, los que escribimos y los hostiles.

use proptest::prelude::*;

use super::*;

/// Cuántas listas hay una dentro de otra, contado sin la ayuda de la máquina.
fn hondura(valor: &Valor) -> usize {
    valor.partes().map_or(0, |partes| 1 + partes.iter().map(hondura).max().unwrap_or(0))
}

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
        assert_eq!(visto, (Valor::Lista(vec![texto("JOIN"), texto("Ana")]), pickle.len()));
        for corte in 0..pickle.len() {
            assert_eq!(leer(&pickle[..corte]), Ok(None), "cortado en {corte}");
        }
        let dos = [pickle, UNIRSE[0]].concat();
        assert_eq!(leer(&dos).unwrap().unwrap().1, pickle.len());
    }
    // El mismo texto dos veces: la segunda va de memoria.
    let repetido = b"\x80\x04\x95\x0d\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x04JOIN\x94h\x01e.";
    assert_eq!(leer(repetido).unwrap().unwrap().0, Valor::Lista(vec![texto("JOIN"), texto("JOIN")]));
    let tuplas = b"\x80\x04K\x01\x8c\x01a\x94\x86\x94.";
    assert_eq!(leer(tuplas).unwrap().unwrap().0, Valor::Tupla(vec![Valor::Entero(1), texto("a")]));
    for (bytes, numero) in [
        (&b"K\xff."[..], 255),
        (b"M\xff\xff.", 65535),
        (b"J\xff\xff\xff\xff.", -1),
        (b"\x8a\x03\x00\x00\x80.", -8_388_608),
    ] {
        assert_eq!(leer(bytes).unwrap().unwrap().0, Valor::Entero(numero));
    }
}

fn cualquier_valor() -> impl Strategy<Value = Valor> {
    let hoja = prop_oneof![
        Just(Valor::Nada),
        any::<i64>().prop_map(Valor::Entero),
        (-70_000..70_000_i64).prop_map(Valor::Entero),
        "[a-zñ¿]{0,20}".prop_map(|texto| Valor::Texto(texto.into())),
    ];
    hoja.prop_recursive(4, 30, 5, |dentro| {
        let varios = proptest::collection::vec(dentro, 0..5);
        prop_oneof![varios.clone().prop_map(Valor::Lista), varios.prop_map(Valor::Tupla)]
    })
}

/// `pickle.dumps(((300, 70000), (1, 2, 3)))` con los protocolos 2, 4 y 5: un píxel de la lección 7.
#[test]
fn los_pixeles_de_python() {
    let espero = Valor::Tupla(vec![
        Valor::Tupla(vec![Valor::Entero(300), Valor::Entero(70_000)]),
        Valor::Tupla(vec![Valor::Entero(1), Valor::Entero(2), Valor::Entero(3)]),
    ]);
    for bytes in [
        &b"\x80\x02M,\x01Jp\x11\x01\x00\x86q\x00K\x01K\x02K\x03\x87q\x01\x86q\x02."[..],
        b"\x80\x04\x95\x16\0\0\0\0\0\0\0M,\x01Jp\x11\x01\x00\x86\x94K\x01K\x02K\x03\x87\x94\x86\x94.",
        b"\x80\x05\x95\x16\0\0\0\0\0\0\0M,\x01Jp\x11\x01\x00\x86\x94K\x01K\x02K\x03\x87\x94\x86\x94.",
    ] {
        assert_eq!(leer(bytes), Ok(Some((espero.clone(), bytes.len()))));
    }
    // Una orden que duplica lo apilado: con ella, cien bytes describirían 2⁵⁰ valores. No existe.
    assert!(leer(b"\x80\x02K\x012\x86.").unwrap_err().contains("orden 32"));
}

#[test]
fn nada_se_ejecuta_ni_se_reserva() {
    // cos\nsystem\n(S'…'tR. — el de siempre.
    assert!(leer(b"cos\nsystem\n(S'true'\ntR.").unwrap_err().contains("algo más que datos (orden 63)"));
    assert!(leer(b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93.").unwrap_err().contains("orden 93"));
    // Un texto que dice medir 8 EiB.
    assert!(leer(b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f").unwrap_err().contains("demasiado largo"));
    assert!(leer(&[b']'; LIMITE]).unwrap_err().contains("pasa de 8192 bytes"));
    let anidadas = [vec![b']'; 100], vec![b'a'; 99], vec![b'.']].concat();
    assert!(leer(&anidadas).unwrap_err().contains("unas dentro de otras"));
    // Una lista que se contiene muchas veces a sí misma.
    assert!(leer(b"]\x94h\x00h\x00\x87.").unwrap_err().contains("repite algo"));
}

proptest! {
    #[test]
    fn se_lee_como_se_escribe_y_dice_donde_acaba(
        valor in cualquier_valor(),
        detras in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let bytes = escribir(&valor);
        prop_assert_eq!(leer(&[&bytes[..], &detras].concat()), Ok(Some((valor, bytes.len()))));
        for corte in 0..bytes.len() {
            prop_assert_eq!(leer(&bytes[..corte]), Ok(None));
        }
    }

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

/// Doscientas mil vueltas de lo mismo: si cada una mirase todo lo anterior, esto tardaría minutos.
#[test]
fn leer_cuesta_lo_que_ocupa_y_no_su_cuadrado() {
    const VUELTAS: usize = 200_000;
    let lista = [b"]".as_slice(), &b"Na".repeat(VUELTAS), b"."].concat();
    let hondas = [b"]".as_slice(), &b"]a".repeat(VUELTAS), b"."].concat();
    let recuerdos = (0..VUELTAS as u32).flat_map(|n| [&b"r"[..], &n.to_le_bytes()].concat());
    let memoria: Vec<u8> =
        b"K\x07".iter().copied().chain(recuerdos).chain(b"h\0".repeat(VUELTAS)).chain(*b".").collect();
    let inicio = std::time::Instant::now();
    assert_eq!(leer(&lista).unwrap().unwrap().0.partes().unwrap().len(), VUELTAS);
    assert_eq!(leer(&hondas).unwrap().unwrap().0.partes().unwrap().len(), VUELTAS);
    assert_eq!(leer(&memoria).unwrap().unwrap().0, Valor::Entero(7));
    assert!(inicio.elapsed() < std::time::Duration::from_secs(20), "{:?}", inicio.elapsed());
}
