//! Los esqueletos tal como se reparten: cada uno compila, al ejecutarlo dice que está pendiente, y se recorre a la par
//! que su solución. Estas pruebas son para quien mantiene el curso: al resolver un reto dejan de tener sentido, y por
//! eso solo corren con `cargo test -p exercises`.

#![allow(clippy::unwrap_used, reason = "en una prueba, lo inesperado es un fallo de la prueba")]

use std::fs;
use std::path::Path;

use apoyo::ejecutar;

const RETOS: &[(&str, &str)] = &[
    ("servidor_saludo", env!("CARGO_BIN_EXE_servidor_saludo")),
    ("servidor_web", env!("CARGO_BIN_EXE_servidor_web")),
    ("cliente_eco", env!("CARGO_BIN_EXE_cliente_eco")),
    ("servidor_eco", env!("CARGO_BIN_EXE_servidor_eco")),
    ("lineas", env!("CARGO_BIN_EXE_lineas")),
    ("marco_longitud", env!("CARGO_BIN_EXE_marco_longitud")),
    ("contador_visitas", env!("CARGO_BIN_EXE_contador_visitas")),
    ("sala_de_espera", env!("CARGO_BIN_EXE_sala_de_espera")),
    ("quiz_completo", env!("CARGO_BIN_EXE_quiz_completo")),
    ("inventario_cliente", env!("CARGO_BIN_EXE_inventario_cliente")),
    ("inventario_servidor", env!("CARGO_BIN_EXE_inventario_servidor")),
    ("cliente_eco_udp", env!("CARGO_BIN_EXE_cliente_eco_udp")),
    ("servidor_eco_udp", env!("CARGO_BIN_EXE_servidor_eco_udp")),
    ("cliente_eco_udp_fiable", env!("CARGO_BIN_EXE_cliente_eco_udp_fiable")),
    ("enviar_archivo_tcp", env!("CARGO_BIN_EXE_enviar_archivo_tcp")),
    ("recibir_archivo_tcp", env!("CARGO_BIN_EXE_recibir_archivo_tcp")),
    ("recibir_archivo_udp", env!("CARGO_BIN_EXE_recibir_archivo_udp")),
    ("lienzo", env!("CARGO_BIN_EXE_lienzo")),
];

#[test]
fn cada_esqueleto_dice_que_esta_pendiente() {
    for (reto, programa) in RETOS.iter().copied() {
        // Los que piden algo más que la dirección tienen bastante con estos números; los demás no los miran.
        let fin = ejecutar(programa, &["127.0.0.1:0", "2", "2"]);
        assert_eq!((fin.codigo, fin.salida.as_str()), (Some(101), ""), "{reto}");
        assert!(fin.errores.contains("not yet implemented: "), "{reto}: {}", fin.errores);
        assert!(fin.errores.contains("127.0.0.1:0"), "{reto} dice qué hay que hacer y con qué: {}", fin.errores);
        assert_eq!(ejecutar(programa, &[]).codigo, Some(2), "{reto}");
    }
}

#[test]
fn cada_esqueleto_tiene_las_mismas_piezas_que_su_solucion_y_en_el_mismo_orden() {
    for (reto, _) in RETOS.iter().copied() {
        let (esqueleto, solucion) = (leer("exercises", reto), leer("solutions", reto));
        assert_eq!(piezas(&esqueleto), piezas(&solucion), "{reto}");
        assert!(esqueleto.contains("todo!(\"") && !solucion.contains("todo!"), "{reto}");
    }
}

#[test]
fn cada_esqueleto_empieza_por_su_enunciado() {
    for (reto, _) in RETOS.iter().copied() {
        let esqueleto = leer("exercises", reto);
        assert!(esqueleto.starts_with("//! Reto de la lección "), "{reto}");
        for parte in [&format!("`{reto}`: "), "IP:PUERTO", "código 1", "código 2", "Pruébalo:"] {
            assert!(esqueleto.contains(parte), "en el enunciado de «{reto}» falta {parte:?}");
        }
    }
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
