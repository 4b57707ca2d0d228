//! Cuánto tarda una imagen, del primer datagrama al último, con los programas de verdad y los búferes por defecto:
//!
//!     cargo test --release -p leccion7 --test programas -- medir:: --ignored --nocapture
//!
//! Lo esperado: 640×480 en 10 ms o menos, 1920×1080 en 50 ms o menos, sin repetir nada. Se enseña el mejor de diez y el
//! de en medio: los peores dicen más de la máquina que del programa.

use crate::comun::{Carpeta, cliente, degradado, servidor};

#[test]
#[ignore = "mide tiempos: solo vale en --release y con la máquina tranquila"]
fn de_primer_a_ultimo_datagrama() {
    let carpeta = Carpeta::nueva("medir");
    let origen = carpeta.ruta("origen.png");
    for (ancho, alto, limite) in [(640, 480, 10.0), (1920, 1080, 50.0), (4000, 3000, f64::INFINITY)] {
        degradado(&origen, ancho, alto);
        let mut tiempos: Vec<f64> = (0..10).map(|_| una_vez(&origen)).collect();
        tiempos.sort_by(f64::total_cmp);
        let (mejor, medio) = (tiempos[0], tiempos[5]);
        println!("{ancho}×{alto}: {mejor:.1} ms el mejor, {medio:.1} ms el de en medio");
        assert!(mejor <= limite, "{ancho}×{alto} tarda más de {limite} ms: {tiempos:?}");
    }
}

/// Los milisegundos que ha contado el servidor.
fn una_vez(origen: &str) -> f64 {
    let (servidor, direccion) = servidor(&["--clientes", "1"]);
    assert_eq!(cliente(direccion, origen, &[]).esperar().codigo, Some(0));
    let fin = servidor.esperar();
    assert_eq!(fin.codigo, Some(0), "{fin:?}");
    let frase = fin.salida.split(" en ").last().unwrap();
    let (numero, unidad) = frase.split_once(' ').unwrap();
    let factor = match unidad.split_whitespace().next() {
        Some("µs") => 0.001,
        Some("ms") => 1.0,
        _ => 1000.0,
    };
    numero.replace(',', ".").parse::<f64>().unwrap() * factor
}
