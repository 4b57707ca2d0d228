//! Los datos de verdad de este ordenador: qué hora es, cómo se llama y con qué Rust se ha compilado el programa.
//!
//! Pruébalo:   cargo run --bin leccion5 -- demo

use std::env;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redes::ficheros::leer_entero;

use crate::informe::Informe;

/// Lo más que puede ocupar el fichero con el nombre del ordenador, en bytes. En Linux un nombre no pasa de 64.
const NOMBRE_MAXIMO: u64 = 1024;

/// El informe de este ordenador, ahora.
pub fn informe() -> Informe {
    Informe {
        fecha: fecha(SystemTime::now()),
        nombre: nombre(),
        version: env!("VERSION_DE_RUST").to_string(),
    }
}

/// Cómo se llama este ordenador. Cada sistema lo guarda en un sitio; si no está en ninguno, «sin nombre».
fn nombre() -> String {
    let del_entorno = || {
        ["COMPUTERNAME", "HOSTNAME", "HOST"]
            .iter()
            .find_map(|variable| env::var(variable).ok())
    };
    let de_un_fichero = || {
        let ficheros = ["/proc/sys/kernel/hostname", "/etc/hostname"];
        ficheros
            .iter()
            .find_map(|fichero| {
                leer_entero(Path::new(fichero), NOMBRE_MAXIMO).ok()
            })
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let nombre =
        de_un_fichero().or_else(del_entorno).unwrap_or_default();
    // El fichero acaba en salto de línea, que no es parte del nombre.
    match nombre.trim() {
        "" => "sin nombre".to_string(),
        nombre => nombre.to_string(),
    }
}

/// Un instante como manda ISO 8601, en hora universal: «2026-11-22T21:40:03Z».
fn fecha(instante: SystemTime) -> String {
    // Un reloj anterior a 1970 está mal puesto: se queda en 1970.
    let desde_1970 = instante
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs();
    let (dias, segundos) = (desde_1970 / 86_400, desde_1970 % 86_400);
    let (anno, mes, dia) = calendario(dias);
    let (hora, minuto, segundo) =
        (segundos / 3600, segundos / 60 % 60, segundos % 60);
    format!(
        "{anno:04}-{mes:02}-{dia:02}T{hora:02}:{minuto:02}:{segundo:02}Z"
    )
}

/// Año, mes y día, contando desde el 1 de enero de 1970.
fn calendario(mut dias: u64) -> (u64, usize, u64) {
    let bisiesto = |anno: u64| {
        anno.is_multiple_of(4)
            && (!anno.is_multiple_of(100) || anno.is_multiple_of(400))
    };
    // Cada 400 años el calendario se repite, día por día: 146 097.
    let mut anno = 1970 + 400 * (dias / 146_097);
    dias %= 146_097;
    while dias >= 365 + u64::from(bisiesto(anno)) {
        dias -= 365 + u64::from(bisiesto(anno));
        anno += 1;
    }
    let febrero = 28 + u64::from(bisiesto(anno));
    let meses = [31, febrero, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut mes = 0;
    while dias >= meses[mes] {
        dias -= meses[mes];
        mes += 1;
    }
    (anno, mes + 1, dias + 1)
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn las_fechas_se_escriben_en_iso() {
        let en = |segundos| {
            fecha(UNIX_EPOCH + Duration::from_secs(segundos))
        };
        assert_eq!(en(0), "1970-01-01T00:00:00Z");
        assert_eq!(en(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(en(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(en(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(en(1_735_689_599), "2024-12-31T23:59:59Z");
        assert_eq!(en(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(en(253_402_300_799), "9999-12-31T23:59:59Z");
        assert_eq!(
            fecha(UNIX_EPOCH - Duration::from_secs(1)),
            "1970-01-01T00:00:00Z"
        );
    }

    #[test]
    fn este_ordenador_tiene_sus_tres_datos() {
        let informe = informe();
        assert!(
            !informe.nombre.is_empty()
                && informe.nombre.trim() == informe.nombre
        );
        assert!(
            informe
                .version
                .starts_with(|letra: char| letra.is_ascii_digit()),
            "{}",
            informe.version
        );
        assert_eq!(informe.fecha.len(), "2026-11-22T21:40:03Z".len());
    }
}
