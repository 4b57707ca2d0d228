//! Los retos de la lección 4.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("contador_visitas", "contador_copia", "R42"),
    ("contador_visitas", "contador_foto", "R42"),
    ("contador_visitas", "contador_apunta_al_irse", "R42"),
    ("contador_visitas", "contador_lee_y_luego_escribe", "R42"),
    #[cfg(target_os = "linux")]
    ("contador_visitas", "contador_cerrojo_toda_la_visita", "R43"),
    #[cfg(target_os = "linux")]
    ("contador_visitas", "contador_cerrojo_al_escribir", "R43"),
    ("contador_visitas", "contador_de_uno_en_uno", "R10"),
    ("contador_visitas", "contador_con_join", "R10"),
    ("contador_visitas", "contador_no_descuenta", "R46"),
    ("contador_visitas", "contador_no_descuenta_si_corta", "R46"),
    ("contador_visitas", "contador_envenenado", "R11"),
    ("contador_visitas", "contador_desde_cero", "R21"),
    ("contador_visitas", "contador_una_lectura", "R01"),
    ("contador_visitas", "contador_espera_una_linea", "R07"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("contador_visitas", "contador_atomico"),
    ("contador_visitas", "contador_cuenta_quien_acepta"),
    ("contador_visitas", "contador_por_canal"),
];
