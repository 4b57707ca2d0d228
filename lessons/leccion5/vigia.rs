//! El vigía de los pickles: los recorre orden por orden, sin obedecer ninguna, y solo deja pasar los que son datos.
//!
//! Un pickle no es un formato de datos: es un programa para una máquina de pila, con una orden por byte. «Apila este
//! texto», «haz una tupla con lo apilado»… y también «busca esta función» y «llámala». Por eso quien abre en Python un
//! pickle ajeno ejecuta lo que el otro quiera. Aquí no hay lista de órdenes prohibidas, que siempre se queda corta: hay
//! una de permitidas, y solo son las que hacen falta para tres textos.

use super::informe::Motivo;

/// Un informe son unas diez órdenes, según el protocolo. Con este tope, nada puede anidarse ni repetirse sin fin: un pickle
/// de 60 bytes puede pedir la misma lista dentro de sí misma hasta ocupar gigabytes.
const ORDENES: usize = 24;

/// Python escribe una vez un texto que se repite, y después lo cita. En tres textos, como mucho dos citas.
const CITAS: usize = 2;

/// Una orden del pickle con lo que lleva detrás.
pub struct Orden<'a> {
    pub codigo: u8,
    pub dato: &'a [u8],
}

/// ¿Es el principio de `bytes` un pickle con solo datos? Dice cuántos bytes ocupa: un pickle sabe dónde acaba.
///
/// # Errors
/// Por qué no lo es.
// ANCHOR: revisar
pub fn revisar(bytes: &[u8]) -> Result<usize, Motivo> {
    let (mut resto, mut citas) = (bytes, 0);
    for _ in 0..ORDENES {
        let Orden { codigo, dato } = siguiente(&mut resto)?;
        match codigo {
            b'.' => return Ok(bytes.len() - resto.len()), // el final
            // La versión del formato, y cuánto ocupa lo que sigue.
            0x80 | 0x95 => {}
            // Apila este texto.
            b'V' | b'X' | 0x8c | 0x8d => {}
            // Haz una tupla, o una lista, con lo apilado.
            b'(' | b't' | 0x85..=0x87 | b')' => {}
            b'l' | b']' | b'a' | b'e' => {}
            // Recuérdalo… y repítelo.
            b'p' | b'q' | b'r' | 0x94 => {}
            b'g' | b'h' | b'j' => citas += 1,
            // De aquí abajo, nada son datos.
            b'c' | b'i' => return Err(busca(dato)),
            0x93 => return Err("pide buscar una función".to_string()),
            b'R' | b'o' | 0x81 | 0x92 => {
                return Err("pide llamar a una función".to_string());
            }
            otro => return Err(desconocida(otro)),
        }
        if citas > CITAS {
            return Err("se repite demasiado".to_string());
        }
    }
    Err(format!("son más de {ORDENES} órdenes: no es un informe"))
}
// ANCHOR_END: revisar

fn busca(dato: &[u8]) -> Motivo {
    let funcion =
        String::from_utf8_lossy(dato).trim_end().replace('\n', ".");
    let corta: String = funcion
        .chars()
        .filter(|letra| !letra.is_control())
        .take(60)
        .collect();
    format!("pide buscar la función «{corta}», y eso no son datos")
}

/// Separa de `resto` su primera orden. De cuánto ocupa cada una no depende nada más que de su código.
///
/// # Errors
/// Si se acaba a medias o no se conoce.
pub fn siguiente<'a>(
    resto: &mut &'a [u8],
) -> Result<Orden<'a>, Motivo> {
    let (codigo, detras) = resto.split_first().ok_or_else(acaba)?;
    let fijo = |cuantos: usize| Ok(cuantos);
    let lineas = |cuantas: usize| {
        let mut saltos = detras
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n');
        saltos
            .nth(cuantas - 1)
            .map(|(donde, _)| donde + 1)
            .ok_or_else(acaba)
    };
    // La longitud la escribe el otro: se comprueba contra lo que hay, y no se reserva nada.
    let con_longitud = |ancho: usize| {
        let cifras = detras.get(..ancho).ok_or_else(acaba)?;
        let longitud =
            cifras.iter().rev().fold(0_u64, |total, cifra| {
                total << 8 | u64::from(*cifra)
            });
        usize::try_from(longitud)
            .ok()
            .and_then(|longitud| longitud.checked_add(ancho))
            .ok_or_else(acaba)
    };
    let ocupa = match codigo {
        b'.'
        | b'('
        | b't'
        | b'l'
        | b')'
        | b']'
        | b'a'
        | b'e'
        | b'R'
        | b'o'
        | 0x81
        | 0x85..=0x87 => fijo(0),
        0x92..=0x94 => fijo(0),
        0x80 | b'q' | b'h' => fijo(1),
        b'r' | b'j' => fijo(4),
        0x95 => fijo(8),
        b'V' | b'S' | b'p' | b'g' => lineas(1),
        b'c' | b'i' => lineas(2),
        0x8c => con_longitud(1),
        b'X' => con_longitud(4),
        0x8d => con_longitud(8),
        // No sabemos cuánto ocupa, ni nos hace falta: quien mire el código la rechazará.
        _ => fijo(0),
    }?;
    let dato = detras.get(..ocupa).ok_or_else(acaba)?;
    *resto = &detras[ocupa..];
    Ok(Orden { codigo: *codigo, dato })
}

fn desconocida(codigo: u8) -> Motivo {
    format!(
        "la orden {codigo:02x} no es de un informe: tres textos en una tupla"
    )
}

fn acaba() -> Motivo {
    "el pickle se acaba a medias".to_string()
}
