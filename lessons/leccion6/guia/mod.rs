//! La lección guiada: quince pasos que van de la nota que se pasa en clase al cliente que no se queda esperando.
//!
//! Cada paso está entero en su fichero: lo que dice, su apuesta y lo que ejecuta de verdad, por sockets.
//!
//! Recórrela:   cargo run --bin leccion6

pub mod demo;

mod comparar;
mod comun;
mod cortado;
mod escribe_eco;
mod escribe_vacio;
mod extranio;
mod fronteras;
mod llamada_y_nota;
mod maximo;
mod para_siempre;
mod puerto_muerto;
mod reintento;
mod tardia;
mod te_toca;
mod vacio;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (concat!("lessons/leccion6/", $fichero), include_str!(concat!("../", $fichero)))
    };
}

/// La lección 6, paso a paso.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion6",
        titulo: "UDP, y en qué se distingue de TCP",
        fuentes: vec![
            fuente!("udp/datagramas.rs"),
            fuente!("udp/ingenuo.rs"),
            fuente!("udp/peticion.rs"),
            fuente!("udp/preguntar.rs"),
            fuente!("red_mala/reenviar.rs"),
            fuente!("guia/llamada_y_nota.rs"),
            fuente!("guia/fronteras.rs"),
            fuente!("guia/cortado.rs"),
            fuente!("guia/vacio.rs"),
            fuente!("guia/puerto_muerto.rs"),
        ],
        pasos: vec![
            llamada_y_nota::paso(),
            fronteras::paso(),
            cortado::paso(),
            vacio::paso(),
            escribe_vacio::paso(),
            maximo::paso(),
            para_siempre::paso(),
            puerto_muerto::paso(),
            extranio::paso(),
            tardia::paso(),
            escribe_eco::paso(),
            reintento::paso(),
            comparar::paso(),
            te_toca::eco(),
            te_toca::fiable(),
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
