//! Números como se leen: con sus miles, con su unidad y a la española. Es el único sitio que lo decide.
//!
//! Es un módulo aparte, y el de más abajo, porque no hace falta ni una consola ni una línea de órdenes para escribir
//! «12 345 bytes»: lo piden los errores, el cable, los marcos y las lecciones. Con nombre de módulo se lee bien donde
//! se usa: `cifras::duracion(espera)`.
//!
//! - Los miles se separan a partir de cinco cifras («1500», «12 345»), con un espacio que no deja partir la línea.
//! - Los tamaños van en unidades **binarias** («64 KiB» son 65 536 bytes), que es también como se piden en la línea de
//!   órdenes (`64k`) y como se ponen los límites en todo el curso. No hay kB.
//! - Los decimales llevan coma, uno como mucho, y no se escribe «,0».

use std::time::Duration;

/// Un número entero con sus miles separados: «1500», «12 345», «1 048 576».
///
/// Vale cualquier entero sin signo, también un `usize`: lo que mide `len()` se escribe sin convertirlo antes.
#[must_use]
pub fn numero(cuanto: impl TryInto<u64>) -> String {
    let cifras = en_u64(cuanto).to_string();
    if cifras.len() <= 4 {
        return cifras;
    }
    let primero = cifras.len() % 3;
    let mut texto = cifras[..primero].to_string();
    for (i, cifra) in cifras[primero..].chars().enumerate() {
        if i % 3 == 0 && !texto.is_empty() {
            texto.push('\u{a0}');
        }
        texto.push(cifra);
    }
    texto
}

/// «1 byte», «5000 bytes», «16 384 bytes».
#[must_use]
pub fn en_bytes(cuantos: impl TryInto<u64>) -> String {
    plural(cuantos, "byte")
}

/// Tantas cosas como sean: «1 trozo», «2 trozos», «12 345 píxeles», «3 sesiones», «0 veces». `nombre` es una palabra, en
/// singular.
#[must_use]
pub fn plural(cuantos: impl TryInto<u64>, nombre: &str) -> String {
    match en_u64(cuantos) {
        1 => format!("1 {nombre}"),
        varios => format!("{} {}", numero(varios), en_plural(nombre)),
    }
}

fn en_plural(nombre: &str) -> String {
    if let Some(raiz) = nombre.strip_suffix("ón") {
        format!("{raiz}ones")
    } else if let Some(raiz) = nombre.strip_suffix('z') {
        format!("{raiz}ces")
    } else if nombre.ends_with(['l', 'r', 'n', 'd', 'j', 'y', 's']) {
        format!("{nombre}es")
    } else {
        // Acaba en vocal, o es palabra de fuera: bits, sockets.
        format!("{nombre}s")
    }
}

/// Solo un número negativo no cabe, y aquí nada se cuenta en negativo.
fn en_u64(numero: impl TryInto<u64>) -> u64 {
    numero.try_into().unwrap_or(u64::MAX)
}

/// Un tamaño, en unidades binarias: «512 B», «64 KiB», «1,5 MiB».
#[must_use]
pub fn tamano(bytes: u64) -> String {
    const UNIDADES: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[allow(clippy::cast_precision_loss)]
    let mut cantidad = bytes as f64 / 1024.0;
    let mut unidad = 0;
    while cantidad >= 1023.95 && unidad + 1 < UNIDADES.len() {
        cantidad /= 1024.0;
        unidad += 1;
    }
    format!("{} {}", con_coma(cantidad), UNIDADES[unidad])
}

/// Una duración: «850 µs», «12,3 ms», «3,2 s», «2 min 5 s», «1 h 3 min».
#[must_use]
pub fn duracion(duracion: Duration) -> String {
    let segundos = duracion.as_secs_f64();
    // Los límites son los del redondeo: 59,97 s no son «60 s», sino «1 min».
    if duracion.is_zero() {
        return "0 s".to_string();
    } else if segundos < 0.000_999_95 {
        return format!("{} µs", con_coma(segundos * 1e6));
    } else if segundos < 0.999_95 {
        return format!("{} ms", con_coma(segundos * 1e3));
    } else if segundos < 59.95 {
        return format!("{} s", con_coma(segundos));
    }
    let enteros = duracion.as_secs().max(60);
    match (enteros / 3600, enteros % 3600 / 60, enteros % 60) {
        (0, minutos, 0) => format!("{minutos} min"),
        (0, minutos, resto) => format!("{minutos} min {resto} s"),
        (horas, minutos, _) => format!("{} h {minutos} min", numero(horas)),
    }
}

/// Una fracción de 0 a 1 como porcentaje: «10 %», «2,5 %».
#[must_use]
pub fn porcentaje(fraccion: f64) -> String {
    format!("{} %", con_coma(fraccion * 100.0))
}

/// Con una cifra decimal y coma; si es cero, sin ella.
fn con_coma(numero: f64) -> String {
    let texto = format!("{numero:.1}");
    texto.strip_suffix(".0").map_or_else(|| texto.replace('.', ","), str::to_string)
}

#[cfg(test)]
mod pruebas;
