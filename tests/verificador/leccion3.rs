//! Los retos de la lección 3.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("lineas", "lineas_una_lectura", "R01"),
    ("lineas", "lineas_por_lecturas", "R01"),
    ("lineas", "lineas_bufreader_nuevo", "R05"),
    ("lineas", "lineas_texto_por_trozos", "R14"),
    ("lineas", "lineas_sin_salto", "R08"),
    ("lineas", "lineas_al_final", "R06"),
    ("lineas", "lineas_sin_flush", "R06"),
    ("lineas", "lineas_con_retorno", "R21"),
    ("lineas", "lineas_sin_limite", "R13"),
    #[cfg(target_os = "linux")]
    ("lineas", "lineas_limite_tarde", "R13"),
    ("lineas", "lineas_pierde_la_ultima", "R23"),
    ("lineas", "lineas_panico", "R19"),
    ("lineas", "lineas_interrogante", "R11"),
    ("lineas", "lineas_bytes_del_reves", "R21"),
    ("lineas", "lineas_se_va_con_el_error", "R23"),
    ("marco_longitud", "marco_al_reves", "R12"),
    ("marco_longitud", "marco_lee_al_reves", "R12"),
    ("marco_longitud", "marco_escribe_al_reves", "R12"),
    #[cfg(target_os = "linux")]
    ("marco_longitud", "marco_reserva_antes", "R13"),
    ("marco_longitud", "marco_sin_limite", "R13"),
    ("marco_longitud", "marco_contesta_a_medias", "R22"),
    ("marco_longitud", "marco_callado", "R27"),
    ("marco_longitud", "marco_sin_cabecera", "R21"),
    ("marco_longitud", "marco_cuenta_la_cabecera", "R21"),
    ("marco_longitud", "marco_sin_dar_la_vuelta", "R21"),
    ("marco_longitud", "marco_bufer_fijo", "R19"),
    ("marco_longitud", "marco_cabecera_de_una", "R01"),
    ("marco_longitud", "marco_cuerpo_de_una", "R01"),
    ("marco_longitud", "marco_interrogante", "R11"),
    ("marco_longitud", "marco_bufreader_nuevo", "R05"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("lineas", "lineas_de_uno_en_uno"),
    ("lineas", "lineas_con_hilos"),
    ("lineas", "lineas_en_dos_escrituras"),
    ("lineas", "lineas_byte_a_byte"),
    ("lineas", "lineas_lenta"),
    ("lineas", "lineas_acumulando"),
    ("lineas", "lineas_en_un_hijo"),
    ("lineas", "lineas_por_ipv6"),
    ("marco_longitud", "marco_en_dos_escrituras"),
    ("marco_longitud", "marco_con_hilos"),
    ("marco_longitud", "marco_a_trocitos"),
    ("marco_longitud", "marco_todo_acumulado"),
    ("marco_longitud", "marco_bufer_enorme"),
    ("marco_longitud", "marco_en_un_hijo"),
    ("marco_longitud", "marco_por_ipv6"),
];
