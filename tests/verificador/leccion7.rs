//! Los retos de la lección 7.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("lienzo", "lienzo_del_reves", "R12"),
    ("lienzo", "lienzo_cambia_los_ejes", "R21"),
    ("lienzo", "lienzo_azul_primero", "R21"),
    ("lienzo", "lienzo_falta_en_blanco", "R21"),
    ("lienzo", "lienzo_callado", "R23"),
    ("lienzo", "lienzo_siempre_bien", "R28"),
    ("lienzo", "lienzo_cuenta_lo_que_llega", "R52"),
    ("lienzo", "lienzo_fin_y_ya", "R52"),
    ("lienzo", "lienzo_segun_llegan", "R53"),
    ("lienzo", "lienzo_empieza_otra_vez", "R53"),
    ("lienzo", "lienzo_vacio_es_fin", "R40"),
    ("lienzo", "lienzo_basura_acaba", "R13"),
    ("lienzo", "lienzo_recorta_mal", "R13"),
    ("lienzo", "lienzo_sin_limite", "R13"),
    ("lienzo", "lienzo_de_cualquiera", "R37"),
    ("lienzo", "lienzo_bufer_corto", "R36"),
    ("lienzo", "lienzo_sin_plazo", "R35"),
    ("lienzo", "lienzo_plazo_corto", "R31"),
    ("lienzo", "lienzo_cualquiera_alarga", "R31"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("lienzo", "lienzo_bufer_enorme"),
    ("lienzo", "lienzo_con_dos_hilos"),
    ("lienzo", "lienzo_por_pixeles"),
    ("lienzo", "lienzo_en_un_hijo"),
    ("lienzo", "lienzo_por_ipv6"),
];
