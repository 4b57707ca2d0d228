//! Lo que reserva cada descodificador, contado de verdad: nunca más de lo que declara `informe::MEMORIA`.
//!
//! Es una sola prueba en su propio programa, porque el contador cuenta lo de todos los hilos.

#![allow(clippy::unwrap_used)]

use leccion5::comparar::{CONTENDIENTES, Contendiente};
use leccion5::formatos::pickle;
use leccion5::informe::{MAXIMO, MEMORIA};
use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[global_allocator]
static CONTADOR: PeakAlloc = PeakAlloc;

/// Lo más que se ha tenido reservado a la vez mientras cada formato descodificaba `bytes`.
fn comprobar(bytes: &[u8]) -> Result<(), TestCaseError> {
    for Contendiente { nombre: formato, descodificar, .. } in
        &CONTENDIENTES
    {
        let antes = CONTADOR.current_usage();
        CONTADOR.reset_peak_usage();
        let _ = descodificar(bytes);
        let reservado = CONTADOR.peak_usage().saturating_sub(antes);
        prop_assert!(
            reservado <= MEMORIA,
            "{formato} ha reservado {reservado} bytes con {} de entrada",
            bytes.len()
        );
    }
    Ok(())
}

/// Mensajes hechos para que quien los lea reserve mucho: longitudes enormes y repeticiones.
fn bombas() -> Vec<Vec<u8>> {
    let mut bombas = Vec::new();
    for longitud in [
        u64::MAX,
        i64::MAX as u64,
        1 << 40,
        1 << 31,
        MAXIMO as u64,
        MAXIMO as u64 + 1,
    ] {
        // bincode y postcard, en el primer campo y en el segundo.
        for antes in [&b""[..], b"\x05ahora"] {
            bombas.push(
                [antes, b"\xfd", &longitud.to_le_bytes()].concat(),
            );
            bombas.push(
                [antes, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"]
                    .concat(),
            );
        }
        // pickle: textos de 4 y de 8 bytes de longitud.
        bombas.push([b"X", &longitud.to_le_bytes()[..4]].concat());
        bombas.push([b"\x8d", &longitud.to_le_bytes()[..]].concat());
    }
    // Llenos hasta el borde: corchetes, marcas, listas vacías, y tres copias de un texto enorme.
    for byte in [
        b'[', b'(', b']', b'}', b'N', 0x94, b'\n', b'"', 0x00, 0xfb,
        0xff,
    ] {
        bombas.push(vec![byte; MAXIMO]);
    }
    let texto = vec![b'x'; MAXIMO - 100];
    let longitud = u32::try_from(texto.len()).unwrap().to_le_bytes();
    bombas.push(
        [b"(X", &longitud[..], &texto, b"q\x00h\x00h\x00t."].concat(),
    );
    bombas.push(
        [
            b"X",
            &longitud[..],
            &texto,
            b"q\x00\x85q\x01h\x01h\x01\x87q\x02.",
        ]
        .concat(),
    );
    bombas.push(
        [b"V", &b"\\u00e1".repeat(MAXIMO / 6 - 2)[..], b"\n."]
            .concat(),
    );
    bombas.push([b"{\"x\":", &b"[".repeat(MAXIMO - 5)[..]].concat());
    bombas.push(
        [b"{\"fecha\":\"", &b"\\n".repeat(MAXIMO / 2 - 5)[..]]
            .concat(),
    );
    bombas
}

#[test]
fn ninguno_reserva_mas_de_lo_que_declara() {
    for bomba in bombas() {
        comprobar(&bomba).unwrap();
    }
    // El contador ve lo que se reserva: que la prueba puede fallar.
    let antes = CONTADOR.current_usage();
    CONTADOR.reset_peak_usage();
    drop(vec![7_u8; MEMORIA + 1]);
    assert!(CONTADOR.peak_usage() - antes > MEMORIA);
    // Y sin el vigía, diez mil marcas de un byte ocuparían decenas de megabytes.
    let antes = CONTADOR.current_usage();
    CONTADOR.reset_peak_usage();
    let _ =
        pickle::descodificar_propio::<Vec<String>>(&[b'('; 10_000]);
    assert!(CONTADOR.peak_usage() - antes > 20 * MEMORIA);

    let config = Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let ordenes = prop::sample::select(b"(.)]}VXhjgpqrtlae\x80\x85\x86\x87\x8c\x8d\x94\x95\x00\x01\x02\n\xfd\xff".to_vec());
    let bytes = prop_oneof![
        prop::collection::vec(ordenes, 0..400),
        prop::collection::vec(any::<u8>(), 0..2000)
    ];
    TestRunner::new(config)
        .run(&bytes, |bytes| comprobar(&bytes))
        .unwrap();
}
