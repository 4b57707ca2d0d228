//! Los retos de la lección 3: los mismos bytes, partidos y pegados de todas las maneras, tienen que decir lo mismo.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

mod adversario;

use std::io::Write;
use std::net::{Shutdown, SocketAddr};

use adversario::*;

const LINEAS: &str = env!("CARGO_BIN_EXE_solucion_lineas");
const MARCO: &str = env!("CARGO_BIN_EXE_solucion_marco_longitud");

/// Envía `bytes` de una vez, de uno en uno, de tres en tres y partidos en dos por cada sitio: siempre lo mismo.
fn comprobar_de_todas_las_maneras(direccion: SocketAddr, bytes: &[u8], esperado: &[u8]) {
    let legible = |bytes: &[u8]| bytes.escape_ascii().to_string();
    assert_eq!(legible(&conversar(direccion, &[bytes])), legible(esperado));
    assert_eq!(legible(&conversar_despacio(direccion, &de_uno_en_uno(bytes))), legible(esperado));
    let de_tres_en_tres: Vec<&[u8]> = bytes.chunks(3).collect();
    assert_eq!(legible(&conversar_despacio(direccion, &de_tres_en_tres)), legible(esperado));
    for corte in 1..bytes.len() {
        let partido = [&bytes[..corte], &bytes[corte..]];
        assert_eq!(legible(&conversar_despacio(direccion, &partido)), legible(esperado), "partido en el byte {corte}");
    }
}

#[test]
fn los_argumentos_se_explican() {
    comprobar_argumentos_de_servidor(LINEAS);
    comprobar_argumentos_de_servidor(MARCO);
}

#[test]
fn cada_linea_vuelve_del_reves() {
    let (_programa, direccion) = servidor(LINEAS);
    comprobar_de_todas_las_maneras(
        direccion,
        "uno\n¡Año nuevo!\r\n\n\r\n\r ñ€😀\n".as_bytes(),
        "onu\n!oveun oñA¡\n\n\n😀€ñ \r\n".as_bytes(),
    );
}

#[test]
fn la_ultima_linea_cuenta_aunque_no_acabe() {
    let (_programa, direccion) = servidor(LINEAS);
    comprobar_de_todas_las_maneras(direccion, "uno\nseñal".as_bytes(), "onu\nlañes\n".as_bytes());
    comprobar_de_todas_las_maneras(direccion, b"", b"");
    comprobar_de_todas_las_maneras(direccion, b"x\r", b"\rx\n");
}

#[test]
fn lo_que_no_es_utf8_se_dice_y_se_sigue() {
    let (_programa, direccion) = servidor(LINEAS);
    let esperado = "error: la línea no es UTF-8\nko\nerror: la línea no es UTF-8\n".as_bytes();
    comprobar_de_todas_las_maneras(direccion, b"a\xffb\nok\n\xc3", esperado);
}

#[test]
fn contesta_a_cada_linea_en_cuanto_llega() {
    let (_programa, direccion) = servidor(LINEAS);
    let stream = conectar(direccion);
    for _ in 0..100 {
        (&stream).write_all("¿estás?\n".as_bytes()).unwrap();
        esperar(&stream, "?sátse¿\n".as_bytes());
    }
}

#[test]
fn el_limite_de_una_linea_es_exacto_y_no_cuenta_su_final() {
    let (_programa, direccion) = servidor(LINEAS);
    let larga = "error: la línea pasa de 8192 bytes\n";
    let con = |bytes: usize| "x".repeat(bytes);
    for fin in ["\n", "\r\n", ""] {
        let cabe = conversar(direccion, &[con(8192) + fin]);
        assert_eq!(cabe, (con(8192) + "\n").as_bytes(), "8192 bytes y {fin:?}");
        for pasa in [8193, 8194, 8195, 100_000] {
            let dicho = conversar(direccion, &[con(pasa) + fin]);
            assert_eq!(dicho, larga.as_bytes(), "{pasa} bytes y {fin:?}");
        }
    }
    let seguidas = con(9000) + "\r\nuno\n" + &con(8193) + "\r\ndos\n";
    assert_eq!(conversar(direccion, &[seguidas]), format!("{larga}onu\n{larga}sod\n").as_bytes());
}

#[test]
fn ocho_mebibytes_sin_un_salto_no_le_llenan_la_memoria() {
    let (programa, direccion) = servidor(LINEAS);
    let dicho = conversar(direccion, &[vec![b'x'; 8 * 1024 * 1024], b"\nfin\n".to_vec()]);
    assert_eq!(dicho, "error: la línea pasa de 8192 bytes\nnif\n".as_bytes());
    if let Some(kib) = memoria_maxima(programa.pid()) {
        assert!(kib < 7 * 1024, "ha llegado a usar {kib} KiB");
    }
}

/// Lo más que ha ocupado un proceso, en KiB, donde el sistema lo dice.
fn memoria_maxima(pid: u32) -> Option<u64> {
    let estado = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    estado.lines().find_map(|linea| linea.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

#[test]
fn ocho_mebibytes_de_lineas_vuelven_todas() {
    let (_programa, direccion) = servidor(LINEAS);
    let linea = "0123456789".repeat(20) + "\n";
    let cuantas = 8 * 1024 * 1024 / linea.len();
    let dicho = conversar(direccion, &[linea.repeat(cuantas)]);
    assert!(dicho == ("9876543210".repeat(20) + "\n").repeat(cuantas).as_bytes());
}

#[test]
fn quien_se_va_a_medias_no_detiene_al_de_lineas() {
    let (mut programa, direccion) = servidor(LINEAS);
    for _ in 0..20 {
        drop(conectar(direccion));
        let stream = conectar(direccion);
        (&stream).write_all(b"una\notra a med").unwrap();
        cortar(stream);
    }
    assert_eq!(conversar(direccion, &["sigo\n"]), b"ogis\n");
    assert!(programa.vive());
}

fn marco(cuerpo: &[u8]) -> Vec<u8> {
    [&u32::try_from(cuerpo.len()).unwrap().to_be_bytes(), cuerpo].concat()
}

#[test]
fn cada_marco_vuelve_del_reves_se_parta_como_se_parta() {
    let (_programa, direccion) = servidor(MARCO);
    let enviados = [marco(b"uno"), marco(b""), marco("ñ\n\0".as_bytes()), marco(&[0; 5])].concat();
    let esperado = [marco(b"onu"), marco(b""), marco(b"\0\n\xb1\xc3"), marco(&[0; 5])].concat();
    comprobar_de_todas_las_maneras(direccion, &enviados, &esperado);
    comprobar_de_todas_las_maneras(direccion, b"", b"");
}

#[test]
fn contesta_a_cada_marco_en_cuanto_llega_entero() {
    let (_programa, direccion) = servidor(MARCO);
    let stream = conectar(direccion);
    for n in 0..100_u8 {
        let cuerpo: Vec<u8> = (0..n).collect();
        (&stream).write_all(&marco(&cuerpo)).unwrap();
        esperar(&stream, &marco(&cuerpo.into_iter().rev().collect::<Vec<u8>>()));
    }
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(hasta_el_final(&stream), b"");
}

#[test]
fn ocho_mebibytes_en_marcos_del_tamano_maximo() {
    let (_programa, direccion) = servidor(MARCO);
    let grande = ocho_mebibytes();
    let mebibytes = grande.chunks(1024 * 1024);
    let enviados: Vec<Vec<u8>> = mebibytes.clone().map(marco).collect();
    let esperado: Vec<u8> =
        mebibytes.flat_map(|trozo| marco(&trozo.iter().rev().copied().collect::<Vec<u8>>())).collect();
    assert!(conversar(direccion, &enviados) == esperado);
}

#[test]
fn una_longitud_excesiva_se_rechaza_al_leerla() {
    let (mut programa, direccion) = servidor(MARCO);
    for longitud in [1024 * 1024 + 1, u32::MAX] {
        let stream = conectar(direccion);
        // Sin cuerpo y sin cerrar: quien espere los bytes anunciados no pasa de aquí.
        (&stream).write_all(&[&marco(b"si")[..], &longitud.to_be_bytes()].concat()).unwrap();
        assert_eq!(hasta_el_final(&stream), marco(b"is"));
        assert!(programa.linea_de_error().contains(&longitud.to_string()));
    }
    assert_eq!(conversar(direccion, &[marco(b"sigo")]), marco(b"ogis"));
    if let Some(kib) = memoria_maxima(programa.pid()) {
        assert!(kib < 32 * 1024, "ha llegado a usar {kib} KiB");
    }
    assert!(programa.vive());
}

#[test]
fn un_final_a_mitad_de_marco_dice_cuanto_faltaba() {
    let (programa, direccion) = servidor(MARCO);
    let entero = marco(b"cinco");
    for corte in 1..entero.len() {
        let faltaban = if corte < 4 { 4 - corte } else { entero.len() - corte };
        assert_eq!(conversar(direccion, &[marco(b"si"), entero[..corte].to_vec()]), marco(b"is"));
        let dicho = programa.linea_de_error();
        assert!(dicho.contains(&format!("faltaban {faltaban} bytes")), "cortado en {corte}: {dicho}");
    }
    assert_eq!(conversar(direccion, &[marco(b"sigo")]), marco(b"ogis"));
}

#[test]
fn quien_corta_no_detiene_al_de_marcos() {
    let (mut programa, direccion) = servidor(MARCO);
    for _ in 0..20 {
        drop(conectar(direccion));
        let stream = conectar(direccion);
        (&stream).write_all(&marco(b"si")).unwrap();
        cortar(stream);
    }
    assert_eq!(conversar(direccion, &[marco(b"sigo")]), marco(b"ogis"));
    assert!(programa.vive());
}
