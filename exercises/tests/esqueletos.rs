//! Los esqueletos tal como se reparten: cada uno compila, al ejecutarlo dice que está pendiente, y se recorre a la par
//! que su solución. Estas pruebas son para quien mantiene el curso: al resolver un reto dejan de tener sentido, y por
//! eso solo corren con `cargo test -p exercises`.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use apoyo::ejecutar;

#[test]
fn cada_esqueleto_dice_que_esta_pendiente() {
    for reto in retos() {
        let programa = programa(&reto);
        // Los que piden algo más que la dirección tienen bastante con estos números; los demás no los miran.
        let fin = ejecutar(&programa, &["127.0.0.1:0", "2", "2"]);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(101), ""), "{reto}");
        assert!(fin.errores.contains("not yet implemented: "), "{reto}: {}", fin.errores);
        assert!(fin.errores.contains("127.0.0.1:0"), "{reto} dice qué hay que hacer y con qué: {}", fin.errores);
        assert_eq!(ejecutar(&programa, &[]).codigo, Some(2), "{reto}");
    }
}

#[test]
fn cada_esqueleto_tiene_las_mismas_piezas_que_su_solucion_y_en_el_mismo_orden() {
    for reto in retos() {
        let (esqueleto, solucion) = (leer("exercises", &reto), leer("solutions", &reto));
        assert_eq!(piezas(&esqueleto), piezas(&solucion), "{reto}");
        assert!(esqueleto.contains("todo!(\"") && !solucion.contains("todo!"), "{reto}");
    }
}

#[test]
fn cada_esqueleto_empieza_por_su_enunciado() {
    for reto in retos() {
        let esqueleto = leer("exercises", &reto);
        assert!(esqueleto.starts_with("//! Reto de la lección "), "{reto}");
        for parte in [&format!("`{reto}`: "), "IP:PUERTO", "código 1", "código 2", "Pruébalo:"] {
            assert!(esqueleto.contains(parte), "en el enunciado de «{reto}» falta {parte:?}");
        }
    }
}

/// Los retos: uno por cada fichero de `exercises/`.
fn retos() -> Vec<String> {
    let ficheros = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entrada| entrada.unwrap().path());
    let programas = ficheros.filter(|ruta| ruta.extension().is_some_and(|extension| extension == "rs"));
    let retos: Vec<_> = programas.map(|ruta| ruta.file_stem().unwrap().to_str().unwrap().to_string()).collect();
    assert!(!retos.is_empty(), "¿dónde están los retos?");
    retos
}

/// El programa de un reto. Cargo lo deja en la carpeta que contiene la de esta prueba.
fn programa(reto: &str) -> PathBuf {
    let declarado = format!("path = \"{reto}.rs\"");
    assert!(include_str!("../Cargo.toml").contains(&declarado), "«{reto}» no está en exercises/Cargo.toml");
    let carpeta = env::current_exe().unwrap().ancestors().nth(2).unwrap().to_path_buf();
    carpeta.join(format!("{reto}{}", env::consts::EXE_SUFFIX))
}

fn leer(carpeta: &str, reto: &str) -> String {
    let raiz = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(raiz.join(carpeta).join(format!("{reto}.rs"))).unwrap()
}

/// Los nombres de funciones, tipos y constantes, por orden, con las constantes enteras.
fn piezas(codigo: &str) -> Vec<&str> {
    codigo
        .lines()
        .filter_map(|linea| {
            let (clase, resto) = linea.split_once(' ')?;
            match clase {
                "fn" | "enum" | "struct" => resto.split(['(', '<', ' ']).next(),
                "const" => Some(resto),
                _ => None,
            }
        })
        .collect()
}
