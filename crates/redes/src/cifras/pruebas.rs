//! Lo que se lee en la pantalla: los miles, los plurales y los cambios de unidad.

use super::*;

#[test]
fn los_miles_se_separan_desde_cinco_cifras() {
    assert_eq!(numero(0_u8), "0");
    assert_eq!(numero(1500), "1500");
    assert_eq!(numero(12_345_u16), "12\u{a0}345");
    assert_eq!(numero(1_048_576_usize), "1\u{a0}048\u{a0}576");
    assert_eq!(numero(u64::MAX), "18\u{a0}446\u{a0}744\u{a0}073\u{a0}709\u{a0}551\u{a0}615");
}

#[test]
fn uno_es_singular_y_los_demas_plural() {
    assert_eq!([0, 1, 2, 5000].map(en_bytes), ["0 bytes", "1 byte", "2 bytes", "5000 bytes"]);
    assert_eq!(en_bytes(16_384_usize), "16\u{a0}384 bytes");
    assert_eq!(plural(1_u64, "lectura"), "1 lectura");
    for (nombre, varios) in [
        ("trozo", "2 trozos"),
        ("intento", "2 intentos"),
        ("píxel", "2 píxeles"),
        ("conexión", "2 conexiones"),
        ("vez", "2 veces"),
        ("error", "2 errores"),
        ("bit", "2 bits"),
    ] {
        assert_eq!(plural(2_u32, nombre), varios);
    }
}

#[test]
fn los_tamanos_son_binarios() {
    let escritos = [0, 1023, 65_536, 1_572_864, (1 << 20) - 1, u64::MAX].map(tamano);
    assert_eq!(escritos, ["0 B", "1023 B", "64 KiB", "1,5 MiB", "1 MiB", "16 EiB"]);
}

#[test]
fn las_duraciones_cambian_de_unidad_al_redondear() {
    let nanos = [0, 400, 850_000, 999_960, 12_340_000, 999_970_000, 3_200_000_000, 59_960_000_000];
    let escritas = nanos.map(|nanos| duracion(Duration::from_nanos(nanos)));
    assert_eq!(escritas, ["0 s", "0,4 µs", "850 µs", "1 ms", "12,3 ms", "1 s", "3,2 s", "1 min"]);
    let segundos = [120, 125, 3599, 3600, 3780, 36_000_000].map(|s| duracion(Duration::from_secs(s)));
    assert_eq!(segundos, ["2 min", "2 min 5 s", "59 min 59 s", "1 h 0 min", "1 h 3 min", "10\u{a0}000 h 0 min"]);
}

#[test]
fn los_porcentajes_llevan_coma() {
    assert_eq!([0.1, 0.025, 1.0, 0.0].map(porcentaje), ["10 %", "2,5 %", "100 %", "0 %"]);
}
