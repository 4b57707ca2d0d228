//! Las máquinas puras del habla de Python, con cualquier cosa que llegue.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::cola::SinFinal;
use super::pickle::{Valor, escribir, leer};
use super::receptor::{Receptor, Suceso};
use super::traductor::Traductor;

fn valor() -> impl Strategy<Value = Valor> {
    let hoja = prop_oneof![
        any::<i32>().prop_map(|numero| Valor::Entero(numero.unsigned_abs().into())),
        "[a-zñ]{0,20}".prop_map(Valor::Texto)
    ];
    hoja.prop_recursive(3, 20, 4, |dentro| prop::collection::vec(dentro, 0..4).prop_map(Valor::Tupla))
}

proptest! {
    #[test]
    fn se_corte_como_se_corte_sale_el_fichero_y_se_ve_el_end(
        datos in prop::collection::vec(prop_oneof![Just(b'E'), Just(b'N'), Just(b'D'), any::<u8>()], 0..200),
        cortes in prop::collection::vec(0..9_usize, 0..100),
        con_end in any::<bool>(),
    ) {
        let todo = if con_end { [&datos[..], b"END"].concat() } else { datos.clone() };
        let (mut sin_final, mut sale, mut resto) = (SinFinal::default(), Vec::<u8>::new(), &todo[..]);
        for corte in cortes.into_iter().chain([usize::MAX]) {
            let (trozo, sigue) = resto.split_at(corte.min(resto.len()));
            sin_final.pasar(trozo, |bytes| { sale.extend(bytes); Ok(()) }).unwrap();
            resto = sigue;
        }
        prop_assert_eq!(sin_final.es_end(), todo.ends_with(b"END"));
        prop_assert_eq!(sale.len() + sin_final.dentro(), todo.len());
        prop_assert_eq!(&sale[..], &todo[..sale.len()]);
        if con_end {
            prop_assert_eq!(sale, datos);
        }
    }

    #[test]
    fn un_pickle_se_lee_como_se_escribe_y_dice_donde_acaba(
        valor in valor(),
        detras in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let bytes = escribir(&valor);
        prop_assert_eq!(leer(&[&bytes[..], &detras].concat()), Some((valor, bytes.len())));
        for corte in 0..bytes.len() {
            prop_assert_eq!(leer(&bytes[..corte]), None);
        }
    }

    #[test]
    fn ningun_pickle_hace_entrar_en_panico(
        ordenes in prop::collection::vec(
            prop_oneof![any::<u8>(), prop::sample::select(b"KMJX().t\x80\x85\x86\x87\x8a\x8c\x94\x95q2".to_vec())],
            0..600,
        ),
    ) {
        let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
        let _ = leer(&ordenes);
        let mut traductor = Traductor::default();
        traductor.traducir(de, &escribir(&Valor::Tupla(vec![Valor::Entero(30), Valor::Entero(20)])));
        traductor.traducir(de, &ordenes);
    }
}

#[test]
fn lo_que_escribe_python_se_entiende() {
    // pickle.dumps(((300, 70000), (1, 2, 3)), protocolo) con los protocolos 2, 4 y 5.
    let espero = Valor::Tupla(vec![
        Valor::Tupla(vec![Valor::Entero(300), Valor::Entero(70_000)]),
        Valor::Tupla(vec![Valor::Entero(1), Valor::Entero(2), Valor::Entero(3)]),
    ]);
    for bytes in [
        &b"\x80\x02M,\x01Jp\x11\x01\x00\x86q\x00K\x01K\x02K\x03\x87q\x01\x86q\x02."[..],
        b"\x80\x04\x95\x16\0\0\0\0\0\0\0M,\x01Jp\x11\x01\x00\x86\x94K\x01K\x02K\x03\x87\x94\x86\x94.",
        b"\x80\x05\x95\x16\0\0\0\0\0\0\0M,\x01Jp\x11\x01\x00\x86\x94K\x01K\x02K\x03\x87\x94\x86\x94.",
    ] {
        assert_eq!(leer(bytes), Some((espero.clone(), bytes.len())));
    }
    assert_eq!(leer(b"\x80\x04\x95\x07\0\0\0\0\0\0\0\x8c\x03END\x94."), Some((Valor::Texto("END".into()), 18)));
    // Una orden que Python ejecutaría, y una que duplica lo apilado: no existen.
    assert_eq!(leer(b"cos\nsystem\n(S'ls'\ntR."), None);
    assert_eq!(leer(b"\x80\x02K\x012\x86."), None);
}

#[test]
fn un_end_solo_es_el_final_si_despues_no_viene_nada() {
    let (uno, otro): (SocketAddr, SocketAddr) = ("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap());
    let (mut receptor, mut sucesos) = (Receptor::nuevo(Duration::from_secs(3)), Vec::new());
    let ms = Duration::from_millis;
    receptor.llega(ms(0), uno, b"hola", &mut sucesos);
    receptor.llega(ms(1), otro, b"otro", &mut sucesos);
    receptor.llega(ms(2), uno, b"END", &mut sucesos);
    assert_eq!(receptor.vence(ms(100)), None);
    receptor.llega(ms(110), uno, b"END", &mut sucesos);
    assert_eq!(sucesos, [Suceso::Empieza(uno), Suceso::Datos(b"hola".to_vec()), Suceso::Datos(b"END".to_vec())]);
    assert_eq!(receptor.vence(ms(400)), Some(Suceso::Termina { con_end: true }));
    assert_eq!(receptor.ajenos, 1);
    receptor.llega(ms(500), otro, b"a", &mut sucesos);
    assert_eq!(receptor.vence(ms(3600)), Some(Suceso::Termina { con_end: false }));
}
