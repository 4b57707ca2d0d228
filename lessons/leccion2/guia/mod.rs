//! La lección guiada: trece pasos que van de «quién llama a quién» al eco de cualquier tamaño.
//!
//! Cada paso está entero en su fichero: lo que dice, su apuesta y lo que ejecuta, de verdad y por sockets. El código que
//! se enseña es el que corre.
//!
//! Recórrela:   cargo run --bin leccion2

pub mod demo;

mod abrazo_mortal;
mod bytes_y_texto;
mod cinco_mil;
mod comun;
mod despedida;
mod escribe_bucle;
mod escribe_cortes;
mod escribe_lo_leido;
mod letra_partida;
mod llamada;
mod medio_cierre;
mod quien_llama;
mod restos;
mod te_toca;
mod write_corto;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (concat!("lessons/leccion2/", $fichero), include_str!(concat!("../", $fichero)))
    };
}

/// La lección 2, paso a paso.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion2",
        titulo: "Eco: cliente y servidor",
        fuentes: vec![
            fuente!("bytes.rs"),
            fuente!("clasico.rs"),
            fuente!("servidor.rs"),
            fuente!("descuidos.rs"),
            fuente!("cliente/transferencia.rs"),
        ],
        pasos: vec![
            quien_llama::paso(),
            bytes_y_texto::paso(),
            letra_partida::paso(),
            cinco_mil::paso(),
            escribe_bucle::paso(),
            despedida::paso(),
            restos::paso(),
            escribe_lo_leido::paso(),
            write_corto::paso(),
            medio_cierre::paso(),
            abrazo_mortal::paso(),
            escribe_cortes::paso(),
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
