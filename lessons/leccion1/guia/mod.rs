//! La lección guiada: trece pasos, de una puerta que nadie atiende a una página que abre tu navegador.
//!
//! Cada paso está entero en su fichero: lo que dice, su apuesta y lo que ejecuta.
//!
//! Recórrela:   cargo run --bin leccion1

pub mod demo;

mod bytes_y_letras;
mod comun;
mod cuatro_verbos;
mod direcciones;
mod el_portazo;
mod escribe_a_todos;
mod escribe_longitud;
mod familias;
mod la_peticion;
mod navegador;
mod puertos;
mod saludo_crudo;
mod servidor_fragil;
mod te_toca;
mod uno_que_calla;
mod visitantes;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (
            concat!("lessons/leccion1/", $fichero),
            include_str!(concat!("../", $fichero)),
        )
    };
}

/// La lección 1, paso a paso.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion1",
        titulo: "El primer servidor",
        fuentes: vec![
            fuente!("saludo.rs"),
            fuente!("abrir.rs"),
            fuente!("direcciones.rs"),
            fuente!("http/lectura.rs"),
            fuente!("http/respuesta.rs"),
            fuente!("plazo.rs"),
            fuente!("atender.rs"),
            fuente!("servidor.rs"),
        ],
        pasos: vec![
            cuatro_verbos::paso(),
            puertos::paso(),
            direcciones::paso(),
            familias::paso(),
            saludo_crudo::paso(),
            servidor_fragil::paso(),
            escribe_a_todos::paso(),
            la_peticion::paso(),
            bytes_y_letras::paso(),
            escribe_longitud::paso(),
            uno_que_calla::paso(),
            el_portazo::paso(),
            te_toca::paso(),
        ],
    }
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn el_guion_no_tiene_defectos() {
        assert_eq!(super::guion().defectos(), Vec::<String>::new());
    }
}
