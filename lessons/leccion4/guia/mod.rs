//! La lección guiada: quince pasos, de un servidor que atiende por turno a uno que no se para por nadie.
//!
//! Cada paso tiene juntos su texto, su apuesta y lo que ejecuta, en el fichero que dice la lista. `robot.rs` es el jugador
//! de mentira de algunos de ellos y de la demostración (`demo.rs`).
//!
//! Pruébalo:   cargo run --bin leccion4

mod aviso_perdido;
mod cola;
mod compartir;
pub mod demo;
mod en_casa;
mod escribe_a_la_vez;
mod escribe_se_van;
mod esperar;
mod mensajes;
mod quien_no_lee;
mod quien_se_va;
mod robot;
mod te_toca;
mod un_hilo;

use redes::guia::Guion;

/// Un fichero de la lección: su ruta desde la raíz del curso y su texto, para enseñar trozos de él.
macro_rules! fuente {
    ($fichero:literal) => {
        (
            concat!("lessons/leccion4/", $fichero),
            include_str!(concat!("../", $fichero)),
        )
    };
}

/// La lección 4, entera.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion4",
        titulo: "Muchos clientes: un concurso",
        fuentes: vec![
            fuente!("ingenuo.rs"),
            fuente!("juego/maquina.rs"),
            fuente!("juego/texto.rs"),
            fuente!("protocolo/mensajes.rs"),
            fuente!("saludo/saludar.rs"),
            fuente!("saludo/visita.rs"),
            fuente!("servidor/conexion/decir.rs"),
            fuente!("servidor/escucha.rs"),
            fuente!("servidor/hilos.rs"),
            fuente!("servidor/sala.rs"),
            fuente!("servidor/servir.rs"),
        ],
        pasos: vec![
            un_hilo::segundo_cliente(),
            un_hilo::un_hilo_por_cliente(),
            compartir::compartir(),
            escribe_a_la_vez::paso(),
            esperar::girar(),
            aviso_perdido::aviso_perdido(),
            esperar::presentador(),
            quien_se_va::quien_se_va(),
            escribe_se_van::paso(),
            quien_no_lee::quien_no_lee(),
            mensajes::jupiter(),
            mensajes::campos_con_nombre(),
            quien_no_lee::write_all(),
            cola::cola(),
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
