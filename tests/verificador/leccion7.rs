//! Los retos de la lección 7.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("recibir_archivo_udp", "arch_orden_de_llegada", "R53"),
    ("recibir_archivo_udp", "arch_duplicado_dos_veces", "R53"),
    ("recibir_archivo_udp", "arch_hueco_completo", "R52"),
    ("recibir_archivo_udp", "arch_cuenta_datagramas", "R52"),
    ("recibir_archivo_udp", "arch_se_rinde_con_huecos", "R52"),
    ("recibir_archivo_udp", "arch_sin_suma", "R28"),
    ("recibir_archivo_udp", "arch_codigo_0", "R28"),
    ("recibir_archivo_udp", "arch_dice_que_si", "R28"),
    ("recibir_archivo_udp", "arch_sin_reacuse", "R39"),
    ("recibir_archivo_udp", "arch_se_va", "R39"),
    ("recibir_archivo_udp", "arch_sin_pedir", "R39"),
    ("recibir_archivo_udp", "arch_de_cualquiera", "R37"),
    ("recibir_archivo_udp", "arch_directo", "R49"),
    ("recibir_archivo_udp", "arch_deja_parcial", "R49"),
    ("recibir_archivo_udp", "arch_sin_plazo", "R35"),
    ("recibir_archivo_udp", "arch_plazo_corto", "R31"),
    ("recibir_archivo_udp", "arch_plazo_de_cualquiera", "R31"),
    ("recibir_archivo_udp", "arch_vacio_es_fin", "R40"),
    ("recibir_archivo_udp", "arch_confiado", "R19"),
    ("recibir_archivo_udp", "arch_reserva", "R13"),
    ("recibir_archivo_udp", "arch_sin_limite", "R13"),
    ("recibir_archivo_udp", "arch_acuse_al_reves", "R12"),
    ("recibir_archivo_udp", "arch_bufer_corto", "R36"),
    ("recibir_archivo_udp", "arch_sin_vacio", "R07"),
    ("recibir_archivo_udp", "arch_contesta_a_la_basura", "R13"),
    ("recibir_archivo_udp", "arch_no_acaba", "R26"),
    ("recibir_archivo_udp", "arch_dos_lineas", "R27"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("recibir_archivo_udp", "arch_en_disco"),
    ("recibir_archivo_udp", "arch_con_vector"),
    ("recibir_archivo_udp", "arch_perezoso"),
    ("recibir_archivo_udp", "arch_hablador"),
];
