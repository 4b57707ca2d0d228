//! Lo que cada falla promete, con calendarios escritos a mano y con conversaciones cualesquiera.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const MS: Duration = Duration::from_millis(1);

/// Pasa los datagramas 1, 2, 3… de un byte, uno por milisegundo, y lo que quede al final.
fn pasar(mut falla: impl Falla<Datagrama>, cuantos: u8) -> Vec<u8> {
    let mut salen = Vec::new();
    for n in 1..=cuantos {
        let ahora = MS * u32::from(n);
        falla.soltar(ahora, &mut salen);
        falla.pasar(vec![n], ahora, &mut salen);
    }
    falla.soltar(Duration::MAX, &mut salen);
    assert_eq!(falla.proxima(), None, "al final no queda nada retenido");
    salen.concat()
}

fn fluir(mut falla: impl Falla<Trozo>, trozos: &[&[u8]]) -> Vec<Trozo> {
    let mut salen = Vec::new();
    for (bytes, ahora) in trozos.iter().zip(1..) {
        falla.soltar(MS * ahora, &mut salen);
        falla.pasar(Trozo::Bytes(bytes.to_vec()), MS * ahora, &mut salen);
    }
    falla.pasar(Trozo::Fin, MS * 1000, &mut salen);
    falla.soltar(Duration::MAX, &mut salen);
    salen
}

fn bytes(texto: &str) -> Trozo {
    Trozo::Bytes(texto.into())
}

#[test]
fn cada_falla_de_datagramas_hace_lo_suyo_y_nada_mas() {
    assert_eq!(pasar(Nada, 4), [1, 2, 3, 4]);
    assert_eq!(pasar(Cadena::nueva(), 4), [1, 2, 3, 4]);
    assert_eq!(pasar(Perder::nueva(Cuando::las([2, 3])), 5), [1, 4, 5]);
    assert_eq!(pasar(Perder::nueva(Cuando::siempre()), 5), Vec::<u8>::new());
    assert_eq!(pasar(Duplicar::nueva(Cuando::cada(2)), 4), [1, 2, 2, 3, 4, 4]);
    assert_eq!(pasar(Desordenar::nueva(Cuando::las([1]), 2, MS * 50), 4), [2, 3, 1, 4]);
    assert_eq!(pasar(Desordenar::nueva(Cuando::las([1, 2]), 1, MS * 50), 4), [3, 1, 2, 4]);
    assert_eq!(pasar(Desordenar::nueva(Cuando::las([4]), 1, MS * 50), 4), [1, 2, 3, 4], "el último sale al final");
    assert_eq!(pasar(Desordenar::nueva(Cuando::las([1]), 9, MS), 4), [1, 2, 3, 4], "o cuando se acaba la paciencia");
    assert_eq!(pasar(Demorar::nueva(Cuando::las([1]), MS * 3), 4), [1, 2, 3, 4], "las de detrás no adelantan");
}

#[test]
fn en_cadena_cada_una_ve_lo_que_deja_la_anterior() {
    let cadena = Cadena::nueva()
        .con(Perder::nueva(Cuando::las([1])))
        .con(Duplicar::nueva(Cuando::las([1])))
        .con(Desordenar::nueva(Cuando::las([1]), 2, MS * 50));
    assert_eq!(pasar(cadena, 4), [2, 3, 2, 4]);
    let retiene_dos_veces = Cadena::nueva()
        .con(Desordenar::nueva(Cuando::siempre(), 1, MS * 50))
        .con(Demorar::nueva(Cuando::siempre(), MS * 50));
    assert_eq!(pasar(retiene_dos_veces, 3), [1, 2, 3]);
}

#[test]
fn demorar_dice_a_que_hora_hay_que_volver() {
    let mut falla = Demorar::nueva(Cuando::siempre(), MS * 20);
    let mut salen = Vec::new();
    falla.pasar(vec![1], MS, &mut salen);
    falla.pasar(vec![2], MS * 5, &mut salen);
    assert_eq!((falla.proxima(), salen.len()), (Some(MS * 21), 0));
    falla.soltar(MS * 20, &mut salen);
    assert_eq!(salen.len(), 0);
    falla.soltar(MS * 21, &mut salen);
    assert_eq!((salen.concat(), falla.proxima()), (vec![1], Some(MS * 25)));
}

#[test]
fn cada_falla_de_un_flujo_hace_lo_suyo_y_nada_mas() {
    let (hola, adios): (&[u8], &[u8]) = (b"hola", b"adi");
    assert_eq!(fluir(Nada, &[hola, adios]), [bytes("hola"), bytes("adi"), Trozo::Fin]);
    assert_eq!(fluir(Trocear::nueva(3), &[hola, adios]), [bytes("hol"), bytes("a"), bytes("adi"), Trozo::Fin]);
    assert_eq!(fluir(Juntar::nueva(MS * 20), &[hola, adios]), [bytes("holaadi"), Trozo::Fin]);
    assert_eq!(fluir(Juntar::nueva(MS), &[hola, adios]), [bytes("hola"), bytes("adi"), Trozo::Fin]);
    assert_eq!(fluir(Juntar::nueva(MS * 20), &[]), [Trozo::Fin]);
    assert_eq!(fluir(Cortar::nueva(5), &[hola, adios]), [bytes("hola"), bytes("a"), Trozo::Corte]);
    assert_eq!(fluir(Cortar::nueva(4), &[hola, adios]), [bytes("hola"), Trozo::Corte]);
    assert_eq!(fluir(Cortar::con_despedida(0), &[hola, adios]), [Trozo::Fin]);
    assert_eq!(fluir(Cortar::nueva(8), &[hola, adios]), [bytes("hola"), bytes("adi"), Trozo::Fin]);
}

#[test]
fn juntar_no_acumula_sin_fin() {
    let mut falla = Juntar::nueva(Duration::MAX);
    let mut salen = Vec::new();
    for _ in 0..100 {
        falla.pasar(Trozo::Bytes(vec![7; 1024]), Duration::ZERO, &mut salen);
    }
    assert_eq!(salen.len(), 1);
}

#[test]
fn la_misma_semilla_da_los_mismos_y_ninguna_se_atasca() {
    for semilla in [0, 1, 7, u64::MAX] {
        let sorteo = || Perder::nueva(Cuando::al_azar(0.2, semilla));
        assert_eq!(pasar(sorteo(), 255), pasar(sorteo(), 255));
        let mut azar = Azar::nuevo(semilla);
        let vistos: std::collections::BTreeSet<u64> = (0..10_000).map(|_| azar.siguiente()).collect();
        assert_eq!(vistos.len(), 10_000);
        let mut cuando = Cuando::al_azar(0.2, semilla);
        let tocan = (0..10_000).filter(|_| cuando.toca()).count();
        assert!((1_800..2_200).contains(&tocan), "{tocan} de 10 000 con la semilla {semilla}");
    }
    let mut nunca = Cuando::al_azar(0.0, 3);
    let mut siempre = Cuando::al_azar(1.0, 3);
    assert!((0..1000).all(|_| !nunca.toca() && siempre.toca()));
    let mut azar = Azar::nuevo(5);
    assert!((0..1000).all(|_| azar.menor_que(6) < 6) && azar.menor_que(0) == 0);
}

/// Los bytes que han cruzado, y si ha llegado la despedida en último lugar.
fn todo(cruzan: &[Trozo]) -> (Vec<u8>, bool) {
    let bytes = cruzan.iter().filter_map(|trozo| match trozo {
        Trozo::Bytes(bytes) => Some(bytes.clone()),
        _ => None,
    });
    let fines = cruzan.iter().filter(|trozo| **trozo == Trozo::Fin).count();
    (bytes.flatten().collect(), fines == 1 && cruzan.last() == Some(&Trozo::Fin))
}

proptest! {
    #[test]
    fn trocear_juntar_y_demorar_no_tocan_los_bytes_del_flujo(
        trozos in vec(vec(any::<u8>(), 1..50), 0..20),
        (largo, rato, demora, semilla) in (1_usize..20, 0_u32..30, 0_u32..30, any::<u64>()),
    ) {
        let falla = Cadena::nueva()
            .con(Trocear::nueva(largo))
            .con(Juntar::nueva(MS * rato))
            .con(Demorar::nueva(Cuando::al_azar(0.5, semilla), MS * demora))
            .con(Trocear::nueva(largo));
        let trozos: Vec<&[u8]> = trozos.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(todo(&fluir(falla, &trozos)), (trozos.concat(), true));
    }

    #[test]
    fn cortar_deja_pasar_justo_los_bytes_dichos(trozos in vec(vec(any::<u8>(), 1..50), 0..20), corte in 0_u64..600) {
        let trozos: Vec<&[u8]> = trozos.iter().map(Vec::as_slice).collect();
        let entero = trozos.concat();
        let (pasan, despedida) = todo(&fluir(Cortar::nueva(corte), &trozos));
        let caben = entero.len().min(corte as usize);
        prop_assert_eq!(&pasan[..], &entero[..caben]);
        // Con un corte de 0 y nada que cortar, se despide el de siempre.
        prop_assert_eq!(despedida, (entero.len() as u64) < corte || entero.is_empty());
    }

    #[test]
    fn desordenar_y_demorar_ni_pierden_ni_inventan(
        cuantos in 0_u8..60, puestos in 0_u32..5, paciencia in 0_u32..10, semilla in any::<u64>(),
    ) {
        let falla = Cadena::nueva()
            .con(Desordenar::nueva(Cuando::al_azar(0.3, semilla), puestos, MS * paciencia))
            .con(Demorar::nueva(Cuando::al_azar(0.3, semilla), MS * paciencia));
        let mut salen = pasar(falla, cuantos);
        salen.sort_unstable();
        prop_assert_eq!(salen, (1..=cuantos).collect::<Vec<_>>());
    }
}
