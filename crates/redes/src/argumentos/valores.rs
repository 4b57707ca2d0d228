//! Los valores que se repiten en las opciones: puertos, direcciones, duraciones, tamaños y porcentajes.
//!
//! Cada uno tiene quien lo lee (para `value_parser`). Quien los escribe, a la española, está en [`cifras`](crate::cifras).

use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

/// Un puerto: de 0 a 65535.
///
/// # Errors
/// Una frase en español si no es un número o no cabe.
pub fn puerto(texto: &str) -> Result<u16, String> {
    texto.parse().map_err(|_| "tiene que ser un número de 0 a 65535".to_string())
}

/// Un número entero entre `minimo` y `maximo`, los dos incluidos: `value_parser = entero(1, 100)`.
pub fn entero<T>(minimo: T, maximo: T) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    T: FromStr + PartialOrd + Display + Copy + Send + Sync + 'static,
{
    move |texto| match texto.parse::<T>() {
        Ok(numero) if numero >= minimo && numero <= maximo => Ok(numero),
        _ => Err(format!("tiene que ser un número entero de {minimo} a {maximo}")),
    }
}

/// Una dirección IP o el nombre de un ordenador, sin `http://` ni puerto. Quita los corchetes de `[::1]`.
///
/// # Errors
/// Una frase en español si lleva algo que no es la dirección.
pub fn direccion(texto: &str) -> Result<String, String> {
    if let Some((esquema, _)) = texto.split_once("://") {
        return Err(format!("escribe solo la dirección, sin «{esquema}://»"));
    }
    if let Some(interior) = texto.strip_prefix('[').and_then(|resto| resto.strip_suffix(']')) {
        return direccion(interior);
    }
    if let Some((host, puerto)) = texto.rsplit_once(':')
        && (!host.contains(':') || host.starts_with('['))
    {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        return Err(format!("el puerto va aparte: --host {host} --puerto {puerto}"));
    }
    if texto.is_empty() || texto.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        return Err("tiene que ser una dirección, como 127.0.0.1, ::1 o localhost".to_string());
    }
    Ok(texto.to_string())
}

/// Una duración: `500us`, `5ms`, `20s`, `2min`. Admite decimales, con coma o con punto: `1,5s`.
///
/// # Errors
/// Una frase en español si no tiene esa forma o no cabe.
pub fn duracion(texto: &str) -> Result<Duration, String> {
    let nanos_de = |unidad: &str| match unidad {
        "us" | "µs" | "μs" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(1_000_000_000),
        "min" => Some(60 * 1_000_000_000),
        _ => None,
    };
    match Medida::leer(texto).and_then(|medida| Some((nanos_de(medida.unidad)?, medida))) {
        None => Err("se escribe con su unidad: 500us, 5ms, 20s o 2min".to_string()),
        Some((nanos, medida)) => medida
            .por(nanos)
            .map(Duration::from_nanos)
            .ok_or_else(|| "es una duración que no cabe: o es enorme, o no llega a un nanosegundo".to_string()),
    }
}

/// Un plazo: una [`duracion`] mayor que cero. Con un plazo de cero no contestaría nadie, y el sistema no lo admite.
///
/// # Errors
/// Una frase en español si no es una duración o es cero.
pub fn plazo(texto: &str) -> Result<Duration, String> {
    match duracion(texto)? {
        Duration::ZERO => Err("tiene que ser mayor que cero".to_string()),
        plazo => Ok(plazo),
    }
}

/// Un tamaño en bytes: `1500`, `64k`, `8M`, `1G`. Las unidades son binarias: `1k` son 1024 bytes.
///
/// # Errors
/// Una frase en español si no tiene esa forma o no cabe.
pub fn tamano(texto: &str) -> Result<u64, String> {
    let bytes_de = |unidad: &str| match unidad.to_ascii_lowercase().trim_end_matches('b').trim_end_matches('i') {
        "" => Some(1),
        "k" => Some(1 << 10),
        "m" => Some(1 << 20),
        "g" => Some(1 << 30),
        _ => None,
    };
    match Medida::leer(texto).and_then(|medida| Some((bytes_de(medida.unidad)?, medida))) {
        None => Err("se escribe en bytes o con su unidad: 1500, 64k, 8M o 1G".to_string()),
        Some((bytes, medida)) => {
            medida.por(bytes).ok_or_else(|| "tiene que ser un número entero de bytes que quepa en 64 bits".to_string())
        }
    }
}

/// Un porcentaje de 0 a 100, como fracción de 0 a 1: `10%`, `2,5%`.
///
/// # Errors
/// Una frase en español si no tiene esa forma o se sale de 0 a 100.
pub fn porcentaje(texto: &str) -> Result<f64, String> {
    let numero = texto.strip_suffix('%').and_then(Medida::leer).filter(|medida| medida.unidad.is_empty());
    let numero = numero.ok_or_else(|| "se escribe con su signo: 10%".to_string())?;
    #[allow(clippy::cast_precision_loss)]
    let fraccion = numero.cifras as f64 / numero.divisor as f64 / 100.0;
    if fraccion <= 1.0 { Ok(fraccion) } else { Err("tiene que estar entre 0% y 100%".to_string()) }
}

/// Un número decimal exacto (`cifras / divisor`) y la unidad que lo sigue.
struct Medida<'a> {
    cifras: u128,
    divisor: u128,
    unidad: &'a str,
}

impl<'a> Medida<'a> {
    fn leer(texto: &'a str) -> Option<Self> {
        let corte = texto.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(texto.len());
        let (numero, unidad) = texto.split_at(corte);
        let (entera, decimal) = numero.split_once([',', '.']).unwrap_or((numero, "0"));
        // Con más cifras no cabría en ninguna unidad, y 25 + 9 caben de sobra en un u128.
        if entera.is_empty() || decimal.is_empty() || entera.len() > 25 || decimal.len() > 9 {
            return None;
        }
        let divisor = 10_u128.pow(u32::try_from(decimal.len()).ok()?);
        let cifras = entera.parse::<u128>().ok()? * divisor + decimal.parse::<u128>().ok()?;
        Some(Self { cifras, divisor, unidad })
    }

    /// Cuántas unidades pequeñas son, si es un número entero de ellas y cabe.
    fn por(&self, unidad: u128) -> Option<u64> {
        let total = self.cifras.checked_mul(unidad)?;
        (total % self.divisor == 0).then(|| u64::try_from(total / self.divisor).ok()).flatten()
    }
}
