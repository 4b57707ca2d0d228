//! La lección guiada: once pasos, de tres envíos que llegan como quieren a un servidor que los separa bien.
//!
//! Cada paso está entero en su fichero: lo que dice, su apuesta y lo que ejecuta.
//!
//! Recórrela:   cargo run --bin leccion3

pub mod demo;

mod a_medias;
mod comun;
mod enie_partida;
mod lector_nuevo;
mod lineas;
mod longitud_mentirosa;
mod marco;
mod mensaje_grande;
mod pausas;
mod te_toca;
mod tres_envios;
mod ultima_linea;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (concat!("lessons/leccion3/", $fichero), include_str!(concat!("../", $fichero)))
    };
}

/// La lección 3, paso a paso.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion3",
        titulo: "TCP es un flujo",
        fuentes: vec![
            fuente!("cliente.rs"),
            fuente!("crudo.rs"),
            fuente!("ingenuo.rs"),
            fuente!("lineas.rs"),
            fuente!("marco.rs"),
        ],
        pasos: vec![
            tres_envios::paso(),
            pausas::paso(),
            mensaje_grande::paso(),
            enie_partida::paso(),
            ultima_linea::paso(),
            lineas::paso(),
            lector_nuevo::paso(),
            marco::paso(),
            longitud_mentirosa::paso(),
            a_medias::paso(),
            te_toca::paso(),
        ],
    }
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn la_guia_no_tiene_defectos() {
        assert_eq!(super::guion().defectos(), Vec::<String>::new());
    }
}
