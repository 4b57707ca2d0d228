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
    ("sala_de_espera", "sala_notify_one", "R44"),
    ("sala_de_espera", "sala_sin_aviso", "R44"),
    ("sala_de_espera", "sala_aviso_perdido", "R44"),
    ("sala_de_espera", "sala_cuenta_a_cero", "R44"),
    ("sala_de_espera", "sala_con_if", "R45"),
    ("sala_de_espera", "sala_siempre_abierta", "R45"),
    #[cfg(target_os = "linux")]
    ("sala_de_espera", "sala_sondea", "R25"),
    ("sala_de_espera", "sala_no_se_entera", "R46"),
    ("sala_de_espera", "sala_no_libera", "R46"),
    ("sala_de_espera", "sala_solo_si_se_despide", "R46"),
    ("sala_de_espera", "sala_una_lectura", "R46"),
    ("sala_de_espera", "sala_copia", "R42"),
    #[cfg(target_os = "linux")]
    ("sala_de_espera", "sala_cerrojo", "R43"),
    ("sala_de_espera", "sala_de_uno_en_uno", "R10"),
    ("sala_de_espera", "sala_no_cierra", "R09"),
    ("sala_de_espera", "sala_una_tanda", "R17"),
    ("sala_de_espera", "sala_no_se_cuenta", "R21"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("contador_visitas", "contador_atomico"),
    ("contador_visitas", "contador_cuenta_quien_acepta"),
    ("contador_visitas", "contador_por_canal"),
    ("sala_de_espera", "sala_con_lista"),
    ("sala_de_espera", "sala_con_vueltas"),
    ("sala_de_espera", "sala_con_portero"),
    ("sala_de_espera", "sala_sondea_con_pausas"),
];
