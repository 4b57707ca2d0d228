//! Las máquinas puras, contra redes mucho peores que las de verdad. Sin sockets y sin reloj: todo se repite igual.

use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;

use super::datagrama::{CARGA, Datagrama, Mensaje};
use super::hito::Hito;
use super::imagen::Imagen;
use super::lienzo::Lienzo;
use super::plano::{Formato, LIMITE, Motivo, Plano};
use super::recepcion::Final;
use super::receptor::ReceptorDeImagenes;
use super::vista::SIN_LLEGAR;
use crate::fiable::emisor::Emisor;
use crate::fiable::paso::Paso;
use crate::fiable::red_mala::RedMala;
use crate::udp::MAXIMO;
use crate::udp::acuse::Acuse;
use crate::udp::sello::{self, SELLO};

fn formato() -> impl Strategy<Value = Formato> {
    (1..=4_u8, 1..=2_u8).prop_map(|(canales, bytes_por_canal)| Formato { canales, bytes_por_canal })
}

fn imagen() -> impl Strategy<Value = Imagen> {
    (1..40_u32, 1..40_u32, formato()).prop_flat_map(|(ancho, alto, formato)| {
        let bytes = ancho as usize * alto as usize * formato.bytes_por_pixel();
        prop::collection::vec(any::<u8>(), bytes).prop_map(move |datos| Imagen { ancho, alto, formato, datos })
    })
}

fn mensaje(eleccion: u8, numero: u32, datos: &[u8], mapa: [u64; 4]) -> Mensaje<'_> {
    match eleccion % 7 {
        0 => Mensaje::Anuncio,
        1 | 2 => Mensaje::Trozo { numero, datos },
        3 => Mensaje::Fin,
        4 => Mensaje::Acuse(Acuse { base: numero, mayor_envio: numero / 2, mapa }),
        5 => Mensaje::Ocupado,
        _ => Mensaje::Rechazo(Motivo::Enorme),
    }
}

/// Envía una imagen por una red mala. Devuelve lo recibido y los envíos que han hecho falta.
fn simular(imagen: &Imagen, pixeles: Option<u16>, ventana: u32, red: &mut RedMala) -> (Vec<u8>, Final, u32) {
    let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let plano = imagen.plano(pixeles);
    let mut emisor = Emisor::nuevo(plano.trozos() as u32, ventana, Duration::ZERO, Duration::ZERO);
    let mut receptor = ReceptorDeImagenes::nuevo(Duration::from_secs(60));
    let (mut ahora, mut recibida, mut bytes) = (Duration::ZERO, None, Vec::new());
    for _ in 0..1_000_000 {
        let (envio, pide_acuse, mensaje) = match emisor.siguiente(ahora) {
            Paso::Anunciar { envio } => (envio, true, Mensaje::Anuncio),
            Paso::Enviar { numero, envio, pide_acuse } => {
                (envio, pide_acuse, Mensaje::Trozo { numero, datos: imagen.trozo(&plano, numero) })
            }
            Paso::Despedirse { envio } => (envio, false, Mensaje::Fin),
            Paso::Esperar => {
                ahora += Duration::from_micros(200);
                for (al_receptor, llegado) in red.entregar(ahora) {
                    if al_receptor {
                        let (respuesta, hito) = receptor.llega(ahora, de, &llegado);
                        if let Some(Hito::Termina(una)) = hito {
                            assert!(recibida.replace(una).is_none(), "una imagen no termina dos veces");
                        }
                        if let Some(respuesta) = respuesta {
                            respuesta.codificar(&mut bytes);
                            red.enviar(ahora, false, &bytes);
                        }
                    } else if let Some(Datagrama { mensaje: Mensaje::Acuse(acuse), .. }) =
                        Datagrama::descodificar(&llegado)
                    {
                        emisor.llega(&acuse, ahora);
                    }
                }
                continue;
            }
            Paso::Terminado => {
                let una = recibida.expect("si el emisor ha terminado, el receptor lo tiene todo");
                return (una.lienzo.datos().to_vec(), una.fin, emisor.cuentas().1);
            }
            Paso::Abandonar => panic!("el emisor abandona"),
        };
        let datagrama = Datagrama { transferencia: 7, plano, envio, pide_acuse, sin_acuses: false, mensaje };
        datagrama.codificar(&mut bytes);
        assert!(bytes.len() <= MAXIMO);
        red.enviar(ahora, true, &bytes);
        ahora += Duration::from_micros(5);
    }
    panic!("no termina nunca");
}

proptest! {
    #[test]
    fn lo_codificado_se_descodifica_igual(
        (ancho, alto, envio, numero, transferencia) in any::<(u32, u32, u32, u32, u64)>(),
        (eleccion, mapa, pide_acuse, sin_acuses) in any::<(u8, [u64; 4], bool, bool)>(),
        formato in formato(),
        datos in prop::collection::vec(any::<u8>(), 1..CARGA),
    ) {
        let plano = Plano { ancho, alto, formato, por_datagrama: 171 };
        let mensaje = mensaje(eleccion, numero, &datos, mapa);
        let datagrama = Datagrama { transferencia, plano, envio, pide_acuse, sin_acuses, mensaje };
        let mut bytes = Vec::new();
        datagrama.codificar(&mut bytes);
        prop_assert_eq!(Datagrama::descodificar(&bytes), Some(datagrama));
    }

    #[test]
    fn nada_de_lo_que_llegue_hace_entrar_en_panico(
        basura in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..20),
        (ancho, alto, numero) in any::<(u32, u32, u32)>(),
        retoque in (0..60_usize, any::<u8>()),
        eleccion in any::<u8>(),
        formato in formato(),
    ) {
        let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
        let mut receptor = ReceptorDeImagenes::nuevo(Duration::from_secs(1));
        for bytes in &basura {
            let _ = receptor.llega(Duration::ZERO, de, bytes);
            // Lo mismo, con la cabecera casi bien: medidas disparatadas y un byte cambiado.
            let plano = Plano { ancho: ancho % 70_000, alto: alto % 70_000, formato, por_datagrama: 100 };
            let mensaje = mensaje(eleccion, numero, bytes, [0; 4]);
            let mut casi = Vec::new();
            Datagrama { transferencia: 1, plano, envio: numero, pide_acuse: true, sin_acuses: false, mensaje }.codificar(&mut casi);
            casi.truncate(casi.len() - SELLO);
            if let Some(byte) = casi.get_mut(retoque.0) {
                *byte = retoque.1;
            }
            sello::sellar(&mut casi); // Si no, ninguno pasaría de la puerta.
            let (respuesta, _) = receptor.llega(Duration::ZERO, de, &casi);
            if let Some(respuesta) = respuesta {
                let mut bytes = Vec::new();
                respuesta.codificar(&mut bytes);
                prop_assert!(bytes.len() < 100, "una respuesta es siempre corta");
            }
        }
        receptor.interrumpir();
    }

    #[test]
    fn en_cualquier_orden_y_con_repetidos_sale_la_misma_imagen(
        imagen in imagen(),
        pixeles in 1..200_u16,
        orden in prop::collection::vec(any::<prop::sample::Index>(), 0..100),
    ) {
        let plano = imagen.plano(Some(pixeles));
        let trozos = plano.trozos() as u32;
        let mut lienzo = Lienzo::nuevo(plano).unwrap();
        let al_azar = orden.iter().map(|indice| indice.index(trozos as usize) as u32);
        let (mut nuevos, mut vistos) = (0, std::collections::HashSet::new());
        for numero in al_azar.chain((0..trozos).rev()) {
            let nuevo = lienzo.pintar(numero, imagen.trozo(&plano, numero));
            prop_assert_eq!(nuevo, Some(vistos.insert(numero)));
            nuevos += u32::from(nuevo == Some(true));
            prop_assert_eq!(lienzo.faltan(), trozos - nuevos);
            prop_assert_eq!(lienzo.completo(), nuevos == trozos);
            prop_assert_eq!(Some(lienzo.llegados.base()), (0..=trozos).find(|numero| !vistos.contains(numero)));
            for i in 0..256 {
                let esta = lienzo.llegados.mapa()[i / 64] >> (i % 64) & 1 == 1;
                prop_assert_eq!(esta, vistos.contains(&(lienzo.llegados.base() + i as u32)));
            }
        }
        prop_assert_eq!(lienzo.datos(), &imagen.datos[..]);
        prop_assert_eq!(lienzo.pintar(trozos, &[0]), None, "fuera de la imagen");
        prop_assert_eq!(lienzo.pintar(0, &vec![0; CARGA + 1]), None, "de otro tamaño");
    }

    #[test]
    fn por_mala_que_sea_la_red_llega_identica(
        imagen in imagen(),
        semilla in 1..u64::MAX,
        (perder, duplicar, desordenar) in (0..20_u64, 0..30_u64, 0..60_u64),
        ventana in 1..=256_u32,
        pixeles in prop::option::of(1..50_u16),
    ) {
        let mut red = RedMala::nueva(semilla, (perder, duplicar, desordenar));
        let (datos, fin, _) = simular(&imagen, pixeles, ventana, &mut red);
        prop_assert_eq!(datos, imagen.datos);
        prop_assert_eq!(fin, Final::Completa);
    }
}

proptest! {
    // Pinta millones de píxeles cada vez: con menos casos basta.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn la_vista_no_deja_ninguna_celda_sin_pintar(ancho in 1..4000_u32, alto in 1..1200_u32, pixeles in 1..1300_u16) {
        let formato = Formato { canales: 1, bytes_por_canal: 1 };
        let imagen = Imagen { ancho, alto, formato, datos: vec![255; (ancho * alto) as usize] };
        let plano = imagen.plano(Some(pixeles));
        let mut lienzo = Lienzo::nuevo(plano).unwrap();
        for numero in 0..plano.trozos() as u32 {
            lienzo.pintar(numero, imagen.trozo(&plano, numero));
        }
        let vista = &lienzo.vista;
        let mut pintado = Vec::new();
        vista.copiar(&mut pintado);
        prop_assert!((1..=1280).contains(&vista.ancho) && (1..=800).contains(&vista.alto));
        prop_assert!(!pintado.contains(&SIN_LLEGAR));
    }
}

#[test]
fn por_una_red_sin_perdidas_no_se_repite_nada() {
    let formato = Formato { canales: 3, bytes_por_canal: 1 };
    let imagen = Imagen { ancho: 480, alto: 360, formato, datos: vec![7; 480 * 360 * 3] };
    for ventana in [1, 2, 3, 8, 32, 256] {
        let mut red = RedMala::nueva(1, (0, 0, 0));
        let (datos, _, enviados) = simular(&imagen, None, ventana, &mut red);
        assert_eq!((datos == imagen.datos, enviados), (true, 379), "con ventana {ventana}");
    }
}

#[test]
fn el_limite_es_el_que_se_dice() {
    let plano = |ancho, alto, canales, bytes_por_canal| Plano {
        ancho,
        alto,
        formato: Formato { canales, bytes_por_canal },
        por_datagrama: 1,
    };
    assert_eq!(plano(4000, 3000, 4, 2).comprobar(), Ok(()));
    assert_eq!(plano(1 << 14, 1 << 13, 1, 1).bytes(), LIMITE);
    assert_eq!(plano(1 << 14, 1 << 13, 1, 1).comprobar(), Ok(()));
    assert_eq!(plano((1 << 14) + 1, 1 << 13, 1, 1).comprobar(), Err(Motivo::Enorme));
    assert_eq!(plano(60_000, 60_000, 1, 1).comprobar(), Err(Motivo::Enorme));
    assert_eq!(plano(u32::MAX, u32::MAX, 4, 2).comprobar(), Err(Motivo::Enorme));
    assert_eq!(plano(0, 10, 1, 1).comprobar(), Err(Motivo::Vacia));
}

#[test]
fn un_receptor_mudo_no_deja_al_emisor_esperando_para_siempre() {
    let mut emisor = Emisor::nuevo(10, 32, Duration::ZERO, Duration::ZERO);
    let mut anuncios = 0;
    for milisegundo in 0..10_000 {
        match emisor.siguiente(Duration::from_millis(milisegundo)) {
            Paso::Anunciar { .. } => anuncios += 1,
            Paso::Esperar => {}
            Paso::Abandonar => {
                assert!((5000..5010).contains(&milisegundo), "abandona a los {milisegundo} ms");
                assert!((8..20).contains(&anuncios), "ha llamado {anuncios} veces");
                return;
            }
            otro => panic!("sin respuesta al anuncio no se envía nada: {otro:?}"),
        }
    }
    panic!("no abandona");
}

/// Los datagramas con los que viaja una imagen: el anuncio, los trozos y el «fin».
fn datagramas(imagen: &Imagen, sin_acuses: bool) -> Vec<Vec<u8>> {
    let plano = imagen.plano(Some(2));
    let trozos =
        (0..plano.trozos() as u32).map(|numero| Mensaje::Trozo { numero, datos: imagen.trozo(&plano, numero) });
    let mensajes = [Mensaje::Anuncio].into_iter().chain(trozos).chain([Mensaje::Fin]);
    mensajes
        .enumerate()
        .map(|(envio, mensaje)| {
            let (envio, pide_acuse, mut bytes) = (envio as u32, !sin_acuses, Vec::new());
            Datagrama { transferencia: 7, plano, envio, pide_acuse, sin_acuses, mensaje }.codificar(&mut bytes);
            bytes
        })
        .collect()
}

/// Lo que queda cuando se reciben y el emisor calla: cómo acaba y con qué píxeles.
fn recibir(receptor: &mut ReceptorDeImagenes, llegan: &[Vec<u8>]) -> Option<(Final, Vec<u8>)> {
    let de: SocketAddr = "127.0.0.1:9".parse().unwrap();
    let mut hitos: Vec<_> = llegan.iter().filter_map(|bytes| receptor.llega(Duration::ZERO, de, bytes).1).collect();
    hitos.extend(receptor.vence(Duration::from_secs(60)));
    hitos.into_iter().find_map(|hito| match hito {
        Hito::Termina(una) => Some((una.fin, una.lienzo.datos().to_vec())),
        _ => None,
    })
}

#[test]
fn con_un_bit_cambiado_en_cualquier_sitio_nunca_se_da_por_completa_la_que_no_lo_es() {
    let formato = Formato { canales: 3, bytes_por_canal: 1 };
    let imagen = Imagen { ancho: 3, alto: 2, formato, datos: (1..=18).collect() };
    for sin_acuses in [false, true] {
        let buenos = datagramas(&imagen, sin_acuses);
        for (cual, bueno) in buenos.iter().enumerate() {
            for bit in 0..bueno.len() * 8 {
                let mut llegan = buenos.clone();
                llegan[cual][bit / 8] ^= 1 << (bit % 8);
                let mut receptor = ReceptorDeImagenes::nuevo(Duration::from_secs(3));
                let fin = recibir(&mut receptor, &llegan).expect("los demás han llegado");
                let es_trozo = (1..buenos.len() - 1).contains(&cual);
                assert_eq!(fin.0 == Final::Completa, !es_trozo, "datagrama {cual}, bit {bit}: {fin:?}");
                assert!(es_trozo || fin.1 == imagen.datos, "datagrama {cual}, bit {bit}: {fin:?}");
                // Y no ha estropeado nada: si después llega el bueno, está entera.
                let mut receptor = ReceptorDeImagenes::nuevo(Duration::from_secs(3));
                let todos = [&llegan[..=cual], &buenos[cual..]].concat();
                assert_eq!(recibir(&mut receptor, &todos), Some((Final::Completa, imagen.datos.clone())));
            }
        }
    }
}

#[test]
fn un_acuse_con_un_bit_cambiado_no_confirma_nada() {
    let plano = Plano { ancho: 4, alto: 1, formato: Formato { canales: 1, bytes_por_canal: 1 }, por_datagrama: 1 };
    let mensaje = Mensaje::Acuse(Acuse { base: 1, mayor_envio: 2, mapa: [2, 0, 0, 0] });
    let (mut bytes, envio) = (Vec::new(), 3);
    Datagrama { transferencia: 7, plano, envio, pide_acuse: false, sin_acuses: false, mensaje }.codificar(&mut bytes);
    for bit in 0..bytes.len() * 8 {
        let mut otro = bytes.clone();
        otro[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Datagrama::descodificar(&otro), None, "bit {bit}");
    }
}
