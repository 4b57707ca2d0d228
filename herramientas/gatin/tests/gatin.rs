//! La imagen del curso: `gatin.jpg` está en la raíz, se descodifica y tiene el tamaño que cuenta la lección.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::path::Path;

#[test]
fn gatin_existe_y_mide_480_por_360() {
    let ruta = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gatin.jpg");
    let imagen = image::open(&ruta).expect("gatin.jpg se tiene que poder descodificar");
    assert_eq!((imagen.width(), imagen.height()), (480, 360));
    let bytes = std::fs::metadata(&ruta).expect("gatin.jpg tiene que existir").len();
    assert!(bytes < 80_000, "gatin.jpg ocupa {bytes} bytes: demasiado para mandarla en clase");
}

/// Lo que mide el gatito en la página «TCP frente a UDP» del libro.
const EN_LA_PAGINA: (u32, u32) = (64, 48);

/// La página del libro no puede leer `gatin.jpg` si se abre como fichero: lleva dentro una copia pequeña. Es la de hoy.
/// Se rehace con `ACTUALIZAR=1 cargo test -p gatin`.
#[test]
fn el_gatito_de_la_pagina_es_el_mismo() {
    let raiz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let imagen = image::open(raiz.join("gatin.jpg")).unwrap().to_rgb8();
    let (ancho, alto) = EN_LA_PAGINA;
    let pequena = image::imageops::resize(&imagen, ancho, alto, image::imageops::FilterType::Triangle);
    let fichero = raiz.join("book/src/jugar/gatin.js");
    if std::env::var_os("ACTUALIZAR").is_some() {
        let pixeles: String = pequena.as_raw().iter().map(|byte| format!("{byte:02x}")).collect();
        let texto = format!(
            "// gatin.jpg, reducido a {ancho}×{alto}: seis cifras hexadecimales por píxel, de izquierda a derecha y de arriba abajo.\n\
             // Lo escribe la prueba herramientas/gatin/tests/gatin.rs; no lo cambies a mano.\n\
             window.GATIN = {{\n    ancho: {ancho},\n    alto: {alto},\n    pixeles:\n        \"{pixeles}\",\n}};\n"
        );
        std::fs::write(&fichero, texto).unwrap();
    }
    let texto = std::fs::read_to_string(&fichero).unwrap();
    assert!(texto.contains(&format!("ancho: {ancho},\n    alto: {alto},")), "otras medidas");
    let pixeles = texto.split('"').nth(1).unwrap();
    let leidos: Vec<u8> =
        (0..pixeles.len() / 2).map(|i| u8::from_str_radix(&pixeles[2 * i..2 * i + 2], 16).unwrap()).collect();
    assert_eq!(leidos.len(), pequena.as_raw().len());
    // Otra versión del descodificador puede redondear de otra manera.
    let lejos = leidos.iter().zip(pequena.as_raw()).filter(|(uno, otro)| uno.abs_diff(**otro) > 4).count();
    assert_eq!(lejos, 0, "hay {lejos} bytes distintos: rehazlo con ACTUALIZAR=1");
}
