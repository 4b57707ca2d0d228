//! La lección guiada: trece pasos que van de la nota que se pasa en clase al cliente que no se queda esperando.
//!
//! Recórrela:  cargo run --bin leccion6
//!
//! Cada paso hace su apuesta y luego ejecuta de verdad, por sockets, lo que acaba de enseñar: el código que se muestra
//! es el que corre.

mod insistencia;
mod notas;
mod preguntas;
mod silencios;
mod tamanos;
mod te_toca;
mod utiles;

use redes::guia::Guion;

/// Los pasos, en orden.
pub fn guion() -> Guion {
    Guion {
        nombre: "leccion6",
        titulo: "UDP, y en qué se distingue de TCP",
        fuentes: vec![
            ("lessons/leccion6/datagramas.rs", include_str!("datagramas.rs")),
            ("lessons/leccion6/ingenuo.rs", include_str!("ingenuo.rs")),
            ("lessons/leccion6/peticion.rs", include_str!("peticion.rs")),
            ("lessons/leccion6/preguntar.rs", include_str!("preguntar.rs")),
            ("lessons/leccion6/reenviar.rs", include_str!("reenviar.rs")),
            ("lessons/leccion6/guion/notas.rs", include_str!("guion/notas.rs")),
            ("lessons/leccion6/guion/tamanos.rs", include_str!("guion/tamanos.rs")),
            ("lessons/leccion6/guion/silencios.rs", include_str!("guion/silencios.rs")),
        ],
        pasos: vec![
            notas::llamada_y_nota(),
            notas::fronteras(),
            tamanos::cortado(),
            notas::vacio(),
            tamanos::tope(),
            silencios::para_siempre(),
            silencios::puerto_muerto(),
            preguntas::extranio(),
            preguntas::tardia(),
            insistencia::reintento(),
            insistencia::comparar(),
            te_toca::eco(),
            te_toca::fiable(),
        ],
    }
}
