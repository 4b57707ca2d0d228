//! El guion de la lección guiada: de tres líneas cortadas a mano a un formato binario con límites, y por qué nunca un pickle.
//!
//! Pruébalo:   cargo run --bin leccion5
//!
//! Cada parte está en su fichero, en el orden de esta lista.

mod a_mano;
mod con_serde;
mod el_pickle;
mod escenas;
mod hostiles;
mod te_toca;
mod versiones;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (
            concat!("lessons/leccion5/", $fichero),
            include_str!($fichero),
        )
    };
}

/// La lección 5, entera.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion5",
        titulo: "Serializar: texto, JSON y binario",
        fuentes: vec![
            fuente!("informe.rs"),
            fuente!("ingenuo.rs"),
            fuente!("texto.rs"),
            fuente!("formato.rs"),
            fuente!("json.rs"),
            fuente!("binario.rs"),
            fuente!("postal.rs"),
            fuente!("hostil.rs"),
            fuente!("vigia.rs"),
            fuente!("pickle.rs"),
            fuente!("comparar/dano.rs"),
            fuente!("guion/versiones.rs"),
        ],
        pasos: vec![
            a_mano::tres_lineas(),
            a_mano::un_salto_de_mas(),
            a_mano::mil_veinticuatro(),
            con_serde::json(),
            con_serde::binario(),
            con_serde::un_bit(),
            hostiles::ocho_exbibytes(),
            hostiles::lo_que_sobra(),
            versiones::campo_nuevo(),
            el_pickle::el_pickle(),
            con_serde::cual_elegir(),
            te_toca::te_toca(),
        ],
    }
}
