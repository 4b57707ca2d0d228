//! La lección guiada: diez pasos que van de «quién llama a quién» al eco de cualquier tamaño.
//!
//! Recórrela:  cargo run --bin leccion2
//!
//! Cada paso hace su apuesta y luego ejecuta de verdad, por sockets, lo que acaba de enseñar: el código que se muestra
//! es el que corre.

mod buferes;
mod bytes;
mod cierres;
mod cinco_mil;
mod lecturas;
mod te_toca;

use redes::guia::Guion;

/// Los pasos, en orden.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion2",
        titulo: "Eco: cliente y servidor",
        fuentes: vec![
            ("lessons/leccion2/servidor.rs", include_str!("servidor.rs")),
            ("lessons/leccion2/clasico.rs", include_str!("clasico.rs")),
            ("lessons/leccion2/transferencia.rs", include_str!("transferencia.rs")),
            ("lessons/leccion2/guion/bytes.rs", include_str!("guion/bytes.rs")),
            ("lessons/leccion2/guion/lecturas.rs", include_str!("guion/lecturas.rs")),
            ("lessons/leccion2/guion/buferes.rs", include_str!("guion/buferes.rs")),
            ("lessons/leccion2/guion/cierres.rs", include_str!("guion/cierres.rs")),
        ],
        pasos: vec![
            bytes::quien_llama(),
            bytes::texto(),
            bytes::letra_partida(),
            cinco_mil::paso(),
            lecturas::despedida(),
            lecturas::restos(),
            buferes::write_corto(),
            cierres::paso(),
            buferes::abrazo_mortal(),
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
