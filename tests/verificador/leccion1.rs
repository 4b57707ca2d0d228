//! Los retos de la lección 1.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("servidor_saludo", "saludo_sin_salto", "R08"),
    ("servidor_saludo", "saludo_espera", "R06"),
    ("servidor_saludo", "saludo_un_cliente", "R17"),
    ("servidor_saludo", "saludo_interrogante", "R11"),
    ("servidor_saludo", "saludo_no_cierra", "R09"),
    ("servidor_saludo", "saludo_otro_texto", "R21"),
    ("servidor_saludo", "saludo_bufer_entero", "R03"),
    ("servidor_saludo", "saludo_por_pantalla", "R07"),
    ("servidor_saludo", "saludo_de_mas", "R22"),
    ("servidor_saludo", "saludo_a_medias", "R23"),
    ("servidor_saludo", "saludo_pendiente", "R33"),
    ("servidor_saludo", "saludo_sin_linea", "R15"),
    ("servidor_saludo", "saludo_otra_linea", "R15"),
    ("servidor_saludo", "saludo_repite_argumento", "R16"),
    ("servidor_saludo", "saludo_abierto_a_todos", "R16"),
    ("servidor_saludo", "saludo_codigo", "R18"),
    ("servidor_saludo", "saludo_callado_al_fallar", "R27"),
    ("servidor_saludo", "saludo_panico_al_fallar", "R19"),
    ("servidor_saludo", "saludo_parlanchin_sin_fin", "R25"),
    #[cfg(target_os = "linux")]
    ("servidor_saludo", "saludo_gloton", "R25"),
    ("servidor_web", "web_una_lectura", "R01"),
    ("servidor_web", "web_final_en_un_trozo", "R01"),
    ("servidor_web", "web_letras", "R29"),
    ("servidor_web", "web_saltos", "R30"),
    ("servidor_web", "web_de_uno_en_uno", "R10"),
    ("servidor_web", "web_corta", "R24"),
    ("servidor_web", "web_no_cierra", "R09"),
    ("servidor_web", "web_sin_limite", "R13"),
    ("servidor_web", "web_siempre_la_pagina", "R21"),
    ("servidor_web", "web_contesta_a_medias", "R22"),
    ("servidor_web", "web_panico", "R19"),
    ("servidor_web", "web_sin_connection", "R21"),
    ("servidor_web", "web_sin_plazo", "R31"),
    ("servidor_web", "web_plazo_corto", "R31"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("servidor_saludo", "saludo_byte_a_byte"),
    ("servidor_saludo", "saludo_lento"),
    ("servidor_saludo", "saludo_hablador"),
    ("servidor_web", "web_byte_a_byte"),
    ("servidor_web", "web_bufer_enorme"),
    ("servidor_web", "web_con_bufreader"),
];
