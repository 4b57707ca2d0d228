//! Las máquinas puras de los ficheros, contra redes mucho peores que las de verdad. Sin sockets y sin reloj.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::anuncio::{Anuncio, Veredicto};
use super::datagrama::{CARGA, Datagrama, Ficha, Mensaje};
use super::receptor::{Final, Receptor, Suceso};
use super::ventana::{Encaje, Tramo, Ventana};
use crate::pixeles::emisor::{Emisor, Paso};
use crate::pixeles::protocolo::{Acuse, MAXIMO};
use crate::red_mala::Red;

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
fn simular(datos: &[u8], ventana: u32, red: &mut Red) -> (Vec<u8>, u32) {
    let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let ficha = ficha(datos);
    let mut emisor = Emisor::nuevo(ficha.trozos(), ventana, Duration::ZERO, Duration::ZERO);
    let mut receptor = Receptor::nuevo(Duration::from_secs(60));
    let (mut ahora, mut recibido, mut salen, mut sucesos) = (Duration::ZERO, Vec::new(), Vec::new(), Vec::new());
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
                            Some(Mensaje::Veredicto(Veredicto::Guardado)) => {
                                Acuse { base: ficha.trozos(), mayor_envio: 0, mapa: [0; 4] }
                            }
                            otro => panic!("respuesta inesperada: {otro:?}"),
                        };
                        emisor.llega(&acuse, ahora);
                        continue;
                    }
                    let respuesta = receptor.llega(ahora, de, &llegado, &mut salen, &mut sucesos);
                    for tramo in salen.drain(..) {
                        match tramo {
                            Tramo::Datos(datos) => recibido.extend(datos),
                            Tramo::Hueco(_) => panic!("con acuses no hay huecos"),
                        }
                    }
                    let mut respuestas: Vec<_> = respuesta.into_iter().collect();
                    for suceso in sucesos.drain(..) {
                        if let Suceso::Termina(balance) = suceso {
                            assert!(!acabado && balance.fin == Final::Todos);
                            acabado = true;
                            respuestas.extend(receptor.sentenciar(Veredicto::Guardado).map(|(_, respuesta)| respuesta));
                        }
                    }
                    for respuesta in respuestas {
                        respuesta.codificar(&mut codificado);
                        assert!(codificado.len() <= 72);
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
        let mut red = Red { estado: semilla, perder, duplicar, desordenar, camino: Vec::new() };
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
        let mut ventana = Ventana::nueva(ficha);
        let (mut salen, mut vistos) = (Vec::new(), std::collections::HashSet::new());
        for (indice, resignarse) in orden {
            let numero = indice.index(ficha.trozos() as usize) as u32;
            let antes = ventana.base();
            let esperado = if vistos.insert(numero) && numero >= antes { Encaje::Nuevo } else { Encaje::Repetido };
            prop_assert_eq!(ventana.encajar(numero, trozo(&datos, numero), &mut salen), esperado);
            if resignarse {
                ventana.resignarse(numero, &mut salen);
            }
            for i in 0..256_u32 {
                let esta = ventana.mapa()[i as usize / 64] >> (i % 64) & 1 == 1;
                prop_assert!(!esta || vistos.contains(&(ventana.base() + i)));
            }
        }
        ventana.resignarse(ficha.trozos(), &mut salen);
        prop_assert!(ventana.completa());
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
        let mut receptor = Receptor::nuevo(Duration::from_secs(1));
        let (mut salen, mut sucesos, mut huecos) = (Vec::new(), Vec::new(), 0);
        for (basura, [tipo, banderas, retoque, donde, _], numero) in &llegan {
            let mut casi = b"FU1".to_vec();
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
            for bytes in [basura, &casi] {
                receptor.llega(Duration::ZERO, de, bytes, &mut salen, &mut sucesos);
                huecos += salen.drain(..).filter(|tramo| matches!(tramo, Tramo::Hueco(_))).count();
            }
            prop_assert!(huecos <= 4 * llegan.len());
        }
        receptor.vence(Duration::from_secs(9), &mut salen);
    }

    #[test]
    fn un_anuncio_se_lee_como_se_escribe_y_la_basura_no_se_lee(
        nombre in "[a-zñ/.\u{1b}]{0,60}",
        tamano in any::<u64>(),
        suma in any::<u32>(),
        basura in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let anuncio = Anuncio { nombre, tamano, suma };
        let mut bytes = Vec::new();
        anuncio.escribir(&mut bytes).unwrap();
        prop_assert_eq!(&Anuncio::leer(&mut &bytes[..]).unwrap(), &anuncio);
        prop_assert!(Anuncio::leer(&mut &bytes[..bytes.len() - 1]).is_err());
        let _ = Anuncio::leer(&mut &[&bytes[..12], &basura].concat()[..]);
        let visible = anuncio.nombre_visible();
        prop_assert_eq!(visible.find(char::is_control), None);
    }
}

/// De los trozos enviados, ¿cuántos hacían falta? Perdiendo en los dos sentidos.
#[test]
fn solo_se_repite_lo_perdido() {
    let datos = bytes(3000 * CARGA);
    for perder in [0, 1, 5, 20] {
        let mut red = Red { estado: 7, perder, duplicar: 0, desordenar: 0, camino: Vec::new() };
        let (recibido, enviados) = simular(&datos, 32, &mut red);
        assert!(recibido == datos);
        let (utiles, minimo) = (3000.0 / f64::from(enviados), 0.95 * (1.0 - perder as f64 / 100.0));
        println!("pérdida {perder} %: {enviados} enviados, útiles {utiles:.3}, mínimo {minimo:.3}");
        assert!(utiles >= minimo, "con {perder} % de pérdida, {utiles:.3} es menos que {minimo:.3}");
    }
}
