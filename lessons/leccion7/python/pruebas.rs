//! Las máquinas puras del habla de Python, con cualquier cosa que llegue.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::cola::SinFinal;
use super::receptor::{Llegada, ReceptorSinNumeros};
use super::traductor::Traductor;
use redes::pickle::{Valor, escribir};

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
    fn ningun_pickle_hace_entrar_en_panico(
        ordenes in prop::collection::vec(
            prop_oneof![any::<u8>(), prop::sample::select(b"KMJX().t\x80\x85\x86\x87\x8a\x8c\x94\x95q2".to_vec())],
            0..600,
        ),
    ) {
        let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
        let mut traductor = Traductor::default();
        traductor.traducir(de, &escribir(&Valor::Tupla(vec![Valor::Entero(30), Valor::Entero(20)])));
        traductor.traducir(de, &ordenes);
    }
}

#[test]
fn un_end_solo_es_el_final_si_despues_no_viene_nada() {
    let (uno, otro): (SocketAddr, SocketAddr) = ("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap());
    let (mut receptor, mut llegadas) = (ReceptorSinNumeros::nuevo(Duration::from_secs(3)), Vec::new());
    let ms = Duration::from_millis;
    llegadas.extend(receptor.llega(ms(0), uno, b"hola"));
    llegadas.extend(receptor.llega(ms(1), otro, b"otro"));
    llegadas.extend(receptor.llega(ms(2), uno, b"END"));
    assert_eq!(receptor.vence(ms(100)), None);
    llegadas.extend(receptor.llega(ms(110), uno, b"END"));
    assert_eq!(llegadas, [Llegada::Empieza(uno), Llegada::Datos(b"hola".to_vec()), Llegada::Datos(b"END".to_vec())]);
    assert_eq!(receptor.vence(ms(400)), Some(Llegada::Termina { con_end: true }));
    assert_eq!(receptor.ajenos, 1);
    llegadas.extend(receptor.llega(ms(500), otro, b"a"));
    assert_eq!(receptor.vence(ms(3600)), Some(Llegada::Termina { con_end: false }));
}
