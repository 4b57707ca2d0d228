//! Las órdenes de un pickle, separadas sin obedecer ninguna: de cuánto ocupa cada una no depende nada más que de su código.

use crate::informe::Motivo;

/// Una orden del pickle con lo que lleva detrás.
pub struct Orden<'a> {
    pub codigo: u8,
    pub dato: &'a [u8],
}

/// Separa de `resto` su primera orden. Falla si se acaba a medias.
pub fn siguiente<'a>(
    resto: &mut &'a [u8],
) -> Result<Orden<'a>, Motivo> {
    let (codigo, detras) = resto.split_first().ok_or_else(acaba)?;
    let ocupa = ocupa(*codigo, detras).ok_or_else(acaba)?;
    let dato = detras.get(..ocupa).ok_or_else(acaba)?;
    *resto = &detras[ocupa..];
    Ok(Orden { codigo: *codigo, dato })
}

/// Cuánto ocupa lo que una orden lleva detrás. `None` si para saberlo faltan bytes.
fn ocupa(codigo: u8, detras: &[u8]) -> Option<usize> {
    match codigo {
        0x80 | b'q' | b'h' => Some(1),
        b'r' | b'j' => Some(4),
        0x95 => Some(8),
        b'V' | b'S' | b'p' | b'g' => lineas(1, detras),
        b'c' | b'i' => lineas(2, detras),
        0x8c => con_longitud(1, detras),
        b'X' => con_longitud(4, detras),
        0x8d => con_longitud(8, detras),
        // Las demás no llevan nada. De las que no conocemos no lo sabemos, ni nos hace falta: quien mire el código las
        // rechazará.
        _ => Some(0),
    }
}

/// Lo que ocupan las primeras `cuantas` líneas.
fn lineas(cuantas: usize, detras: &[u8]) -> Option<usize> {
    let mut saltos =
        detras.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    saltos.nth(cuantas - 1).map(|(donde, _)| donde + 1)
}

/// Lo que ocupa un texto con su longitud delante, escrita en `ancho` bytes.
fn con_longitud(ancho: usize, detras: &[u8]) -> Option<usize> {
    // La longitud la escribe el otro: se comprueba contra lo que hay, y no se reserva nada.
    let cifras = detras.get(..ancho)?.iter().rev();
    let longitud = cifras
        .fold(0_u64, |total, cifra| total << 8 | u64::from(*cifra));
    usize::try_from(longitud).ok()?.checked_add(ancho)
}

fn acaba() -> Motivo {
    "el pickle se acaba a medias".to_string()
}
