//! Los retos de la lección 2.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[
    ("servidor_eco", "eco_una_lectura", "R01"),
    #[cfg(target_os = "linux")]
    ("servidor_eco", "eco_ignora_el_cero", "R02"),
    ("servidor_eco", "eco_bufer_entero", "R03"),
    ("servidor_eco", "eco_con_restos", "R03"),
    ("servidor_eco", "eco_sin_insistir", "R04"),
    ("servidor_eco", "eco_al_final", "R06"),
    #[cfg(target_os = "linux")]
    ("servidor_eco", "eco_lo_guarda_todo", "R25"),
    #[cfg(target_os = "linux")]
    ("servidor_eco", "eco_cola_sin_limite", "R25"),
    ("servidor_eco", "eco_interrogante", "R11"),
    ("servidor_eco", "eco_un_cliente", "R17"),
    ("servidor_eco", "eco_clon_vivo", "R09"),
    ("servidor_eco", "eco_mayusculas", "R21"),
    ("servidor_eco", "eco_con_salto", "R22"),
    ("servidor_eco", "eco_texto", "R19"),
    ("servidor_eco", "eco_un_mega", "R23"),
    ("servidor_eco", "eco_tarde", "R15"),
    ("cliente_eco", "cliente_sin_despedirse", "R32"),
    ("cliente_eco", "cliente_envia_antes", "R34"),
    ("cliente_eco", "cliente_no_compara", "R28"),
    ("cliente_eco", "cliente_una_lectura", "R01"),
    ("cliente_eco", "cliente_bufer_entero", "R03"),
    ("cliente_eco", "cliente_texto_por_trozos", "R14"),
    ("cliente_eco", "cliente_no_acaba", "R26"),
    ("cliente_eco", "cliente_saluda", "R21"),
    ("cliente_eco", "cliente_salto_de_mas", "R22"),
    ("cliente_eco", "cliente_dos_lineas", "R27"),
    ("cliente_eco", "cliente_otro_codigo", "R18"),
    ("cliente_eco", "cliente_sin_plazo", "R31"),
    ("cliente_eco", "cliente_plazo_corto", "R31"),
    ("cliente_eco", "cliente_a_otro_sitio", "R16"),
    ("cliente_eco", "cliente_panico", "R19"),
];

pub const CORRECTAS: &[Correcta] = &[
    ("servidor_eco", "eco_bufer_pequeno"),
    ("servidor_eco", "eco_bufer_enorme"),
    ("servidor_eco", "eco_con_hilos"),
    ("servidor_eco", "eco_perezoso"),
    ("servidor_eco", "eco_con_copy"),
    ("servidor_eco", "eco_bufer_que_crece"),
    ("servidor_eco", "eco_con_dos_hilos"),
    ("servidor_eco", "eco_con_bufreader"),
    ("servidor_eco", "eco_en_un_solo_hilo"),
    ("servidor_eco", "eco_en_un_hijo"),
    ("servidor_eco", "eco_por_ipv6"),
    ("cliente_eco", "cliente_bufer_pequeno"),
    ("cliente_eco", "cliente_bufer_enorme"),
    ("cliente_eco", "cliente_empieza_despacio"),
    ("cliente_eco", "cliente_en_un_solo_hilo"),
    ("cliente_eco", "cliente_en_un_hijo"),
];
