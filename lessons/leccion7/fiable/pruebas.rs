//! Las máquinas puras de los ficheros, contra redes mucho peores que las de verdad. Sin sockets y sin reloj.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::adelantados::{Adelantados, Encaje, Tramo};
use super::apunte::{Apunte, Reaccion};
use super::balance::Final;
use super::emisor::Emisor;
use super::paso::Paso;
use super::receptor::ReceptorDeFicheros;
use super::red_mala::RedMala;
use crate::fichero::veredicto::Veredicto;
use crate::udp::MAXIMO;
use crate::udp::acuse::Acuse;
use crate::udp::datagrama::{Datagrama, Mensaje};
use crate::udp::ficha::{CARGA, Ficha};
use crate::udp::sello;

fn bytes(cuantos: usize) -> Vec<u8> {
    (0..cuantos).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect()
}

fn ficha(datos: &[u8]) -> Ficha {
    Ficha { tamano: datos.len() as u64, suma: crc32fast::hash(datos) }
}

fn trozo(datos: &[u8], numero: u32) -> &[u8] {
    let desde = numero as usize * CARGA;
    &datos[desde.min(datos.len())..(desde + CARGA).min(datos.len())]
}

/// Envía `datos` por una red mala. Devuelve lo recibido, en orden, y los trozos que ha habido que enviar.
fn simular(datos: &[u8], ventana: u32, red: &mut RedMala) -> (Vec<u8>, u32) {
    let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let ficha = ficha(datos);
    let mut emisor = Emisor::nuevo(ficha.trozos(), ventana, Duration::ZERO, Duration::ZERO);
    let mut receptor = ReceptorDeFicheros::nuevo(Duration::from_secs(60));
    let (mut ahora, mut recibido) = (Duration::ZERO, Vec::new());
    let (mut codificado, mut acabado) = (Vec::new(), false);
    for _ in 0..2_000_000 {
        let (envio, pide_acuse, mensaje) = match emisor.siguiente(ahora) {
            Paso::Anunciar { envio } => (envio, true, Mensaje::Anuncio { nombre: "ñ" }),
            Paso::Enviar { numero, envio, pide_acuse } => {
                (envio, pide_acuse, Mensaje::Trozo { numero, datos: trozo(datos, numero) })
            }
            Paso::Despedirse { envio } => (envio, false, Mensaje::Fin),
            Paso::Esperar => {
                ahora += Duration::from_micros(200);
                for (al_receptor, llegado) in red.entregar(ahora) {
                    if !al_receptor {
                        let acuse = match Datagrama::descodificar(&llegado).map(|datagrama| datagrama.mensaje) {
                            Some(Mensaje::Acuse(acuse)) => acuse,
                            Some(Mensaje::Veredicto(Veredicto::Guardado)) => Acuse::de_todo(ficha.trozos(), 0),
                            otro => panic!("respuesta inesperada: {otro:?}"),
                        };
                        emisor.llega(&acuse, ahora);
                        continue;
                    }
                    let Reaccion { respuesta, apuntes } = receptor.llega(ahora, de, &llegado);
                    let mut respuestas: Vec<_> = respuesta.into_iter().collect();
                    for apunte in apuntes {
                        match apunte {
                            Apunte::Empieza { .. } => {}
                            Apunte::Escribe(Tramo::Datos(datos)) => recibido.extend(datos),
                            Apunte::Escribe(Tramo::Hueco(_)) => panic!("con acuses no hay huecos"),
                            Apunte::Termina(balance) => {
                                assert!(!acabado && balance.fin == Final::Todos);
                                acabado = true;
                                respuestas.extend(receptor.sentenciar(Veredicto::Guardado));
                            }
                        }
                    }
                    for (_, respuesta) in respuestas {
                        respuesta.codificar(&mut codificado);
                        assert!(codificado.len() <= 76);
                        red.enviar(ahora, false, &codificado);
                    }
                }
                continue;
            }
            Paso::Terminado => {
                assert!(acabado, "si el emisor ha terminado, el receptor lo tiene todo");
                return (recibido, emisor.cuentas().1);
            }
            Paso::Abandonar => panic!("el emisor abandona"),
        };
        Datagrama { transferencia: 7, ficha, envio, pide_acuse, sin_acuses: false, mensaje }.codificar(&mut codificado);
        assert!(codificado.len() <= MAXIMO);
        red.enviar(ahora, true, &codificado);
        ahora += Duration::from_micros(5);
    }
    panic!("no termina nunca");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn por_mala_que_sea_la_red_llega_identico(
        cuantos in prop_oneof![0..5_usize, 1360..1370_usize, 0..200_000_usize],
        semilla in 1..u64::MAX,
        (perder, duplicar, desordenar) in (0..25_u64, 0..30_u64, 0..60_u64),
        ventana in 1..=256_u32,
    ) {
        let datos = bytes(cuantos);
        let mut red = RedMala::nueva(semilla, (perder, duplicar, desordenar));
        let (recibido, _) = simular(&datos, ventana, &mut red);
        prop_assert!(recibido == datos);
    }

    #[test]
    fn la_ventana_ordena_y_los_huecos_quedan_en_su_sitio(
        cuantos in 0..60_000_usize,
        orden in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..80),
    ) {
        let datos = bytes(cuantos);
        let ficha = ficha(&datos);
        let mut adelantados = Adelantados::de(ficha);
        let (mut salen, mut vistos) = (Vec::new(), std::collections::HashSet::new());
        for (indice, resignarse) in orden {
            let numero = indice.index(ficha.trozos() as usize) as u32;
            let antes = adelantados.base;
            let es_nuevo = vistos.insert(numero) && numero >= antes;
            match adelantados.encajar(numero, trozo(&datos, numero)) {
                Encaje::Nuevo(en_orden) => {
                    prop_assert!(es_nuevo);
                    salen.extend(en_orden);
                }
                otro => prop_assert_eq!((otro, es_nuevo), (Encaje::Repetido, false)),
            }
            if resignarse {
                salen.extend(adelantados.resignarse(numero));
            }
            for i in 0..256_u32 {
                let esta = adelantados.mapa()[i as usize / 64] >> (i % 64) & 1 == 1;
                prop_assert!(!esta || vistos.contains(&(adelantados.base + i)));
            }
        }
        salen.extend(adelantados.resignarse(ficha.trozos()));
        prop_assert!(adelantados.completo());
        let mut posicion = 0;
        for tramo in salen {
            match tramo {
                Tramo::Hueco(cuantos) => posicion += cuantos as usize,
                Tramo::Datos(suyos) => {
                    prop_assert!(suyos[..] == datos[posicion..posicion + suyos.len()]);
                    posicion += suyos.len();
                }
            }
        }
        prop_assert_eq!(posicion, datos.len());
    }

    #[test]
    fn nada_de_lo_que_llegue_hace_entrar_en_panico(
        llegan in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..120), any::<[u8; 5]>(), any::<u32>()), 1..30),
        tamano in prop_oneof![0..5000_u64, any::<u64>()],
    ) {
        let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
        let mut receptor = ReceptorDeFicheros::nuevo(Duration::from_secs(1));
        let mut huecos = 0;
        for (basura, [tipo, banderas, retoque, donde, _], numero) in &llegan {
            let mut casi = b"FU2".to_vec();
            casi.extend([tipo % 7, banderas % 4, 0, 0, 0]);
            casi.extend((numero % 4000).to_be_bytes());
            casi.extend(numero.to_be_bytes());
            casi.extend(tamano.to_be_bytes());
            casi.extend([0; 12]);
            let ficha = Ficha { tamano, suma: 0 };
            let largo = ficha.largo(numero % 4000).unwrap_or(3);
            casi.extend(basura.iter().cycle().take(if basura.is_empty() { 0 } else { largo }));
            if *retoque > 200 && let Some(byte) = casi.get_mut(usize::from(*donde)) {
                *byte = *retoque;
            }
            sello::sellar(&mut casi);
            for bytes in [basura, &casi] {
                let apuntes = receptor.llega(Duration::ZERO, de, bytes).apuntes;
                huecos += apuntes.iter().filter(|uno| matches!(uno, Apunte::Escribe(Tramo::Hueco(_)))).count();
            }
            prop_assert!(huecos <= 4 * llegan.len());
        }
        receptor.vence(Duration::from_secs(9));
    }
}

/// De los trozos enviados, ¿cuántos hacían falta? Perdiendo en los dos sentidos.
#[test]
fn solo_se_repite_lo_perdido() {
    let datos = bytes(3000 * CARGA);
    for perder in [0, 1, 5, 20] {
        let mut red = RedMala::nueva(7, (perder, 0, 0));
        let (recibido, enviados) = simular(&datos, 32, &mut red);
        assert!(recibido == datos);
        let (utiles, minimo) = (3000.0 / f64::from(enviados), 0.95 * (1.0 - perder as f64 / 100.0));
        println!("pérdida {perder} %: {enviados} enviados, útiles {utiles:.3}, mínimo {minimo:.3}");
        assert!(utiles >= minimo, "con {perder} % de pérdida, {utiles:.3} es menos que {minimo:.3}");
    }
}

/// Con el sello, un bit cambiado es un datagrama perdido: el fichero no se tira entero por él, y la red no enmudece.
#[test]
fn un_bit_cambiado_en_cualquier_sitio_es_como_si_se_hubiera_perdido() {
    let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let datos = bytes(20);
    let mensaje = Mensaje::Trozo { numero: 0, datos: &datos };
    let bueno =
        Datagrama { transferencia: 7, ficha: ficha(&datos), envio: 1, pide_acuse: true, sin_acuses: false, mensaje };
    let mut codificado = Vec::new();
    bueno.codificar(&mut codificado);
    for bit in 0..codificado.len() * 8 {
        let mut otro = codificado.clone();
        otro[bit / 8] ^= 1 << (bit % 8);
        let mut receptor = ReceptorDeFicheros::nuevo(Duration::from_secs(3));
        let Reaccion { respuesta, apuntes } = receptor.llega(Duration::ZERO, de, &otro);
        assert!(respuesta.is_none() && apuntes.is_empty(), "bit {bit}: {apuntes:?}");
        let magia = bit < 24;
        assert_eq!((receptor.rarezas.ajenos, receptor.rarezas.danados), (magia.into(), (!magia).into()), "bit {bit}");
        let apuntes = receptor.llega(Duration::ZERO, de, &codificado).apuntes;
        assert!(
            matches!(&apuntes[..], [Apunte::Empieza { .. }, Apunte::Escribe(_), Apunte::Termina(_)]),
            "{apuntes:?}"
        );
    }
}
