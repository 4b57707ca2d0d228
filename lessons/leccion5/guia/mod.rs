//! El guion de la lección guiada: de tres líneas cortadas a mano a un formato binario con límites, y por qué nunca un pickle.
//!
//! Pruébalo:   cargo run --bin leccion5
//!
//! Cada paso está en su fichero, con su texto, su apuesta y lo que ejecuta. `ingenuo` y `hostil` son los programas y los
//! mensajes que nadie debería copiar; `aparte`, el proceso que muere por uno de ellos; `demo`, todo en un momento.

pub mod aparte;
mod campo_nuevo;
mod cual_elegir;
pub mod demo;
mod el_pickle;
mod escenas;
mod escribe_escapar;
mod escribe_tope;
mod hostil;
mod ingenuo;
mod lo_justo;
mod lo_que_sobra;
mod mil_veinticuatro;
mod ocho_exbibytes;
mod serde_y_json;
mod te_toca;
mod tres_lineas;
mod un_bit;
mod un_salto_de_mas;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (
            concat!("lessons/leccion5/", $fichero),
            include_str!(concat!("../", $fichero)),
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
            fuente!("guia/ingenuo.rs"),
            fuente!("formatos/texto.rs"),
            fuente!("mensajes.rs"),
            fuente!("formatos/json.rs"),
            fuente!("formatos/mod.rs"),
            fuente!("formatos/binario.rs"),
            fuente!("formatos/postal.rs"),
            fuente!("guia/hostil.rs"),
            fuente!("formatos/vigia.rs"),
            fuente!("formatos/pickle.rs"),
            fuente!("comparar/dano.rs"),
            fuente!("guia/campo_nuevo.rs"),
        ],
        pasos: vec![
            tres_lineas::tres_lineas(),
            un_salto_de_mas::un_salto_de_mas(),
            mil_veinticuatro::mil_veinticuatro(),
            serde_y_json::json(),
            escribe_escapar::paso(),
            lo_justo::lo_justo(),
            un_bit::un_bit(),
            ocho_exbibytes::ocho_exbibytes(),
            escribe_tope::paso(),
            lo_que_sobra::lo_que_sobra(),
            campo_nuevo::campo_nuevo(),
            el_pickle::el_pickle(),
            cual_elegir::cual_elegir(),
            te_toca::te_toca(),
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
