//! El vigía de los pickles: los recorre orden por orden, sin obedecer ninguna, y solo deja pasar los que son datos.
//!
//! Un pickle no es un formato de datos: es un programa para una máquina de pila, con una orden por byte. «Apila este
//! texto», «haz una tupla con lo apilado»… y también «busca esta función» y «llámala». Por eso quien abre en Python un
//! pickle ajeno ejecuta lo que el otro quiera. Aquí no hay lista de órdenes prohibidas, que siempre se queda corta: hay
//! una de permitidas, y solo son las que hacen falta para tres textos. Lo que pasa lo lee después `pickle.rs`.

use redes::consola::visible;

use crate::formatos::ordenes::{Orden, siguiente};
use crate::informe::Motivo;

/// Un informe son unas diez órdenes, según el protocolo. Con este tope, nada puede anidarse ni repetirse sin fin: un pickle
/// de 60 bytes puede pedir la misma lista dentro de sí misma hasta ocupar gigabytes.
const ORDENES: usize = 24;

/// Python escribe una vez un texto que se repite, y después lo cita. En tres textos, como mucho dos citas.
const CITAS: usize = 2;

/// ¿Es el principio de `bytes` un pickle con solo datos? Dice cuántos bytes ocupa: un pickle sabe dónde acaba.
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
    let corta: String = visible(&funcion).chars().take(60).collect();
    format!("pide buscar la función «{corta}», y eso no son datos")
}

fn desconocida(codigo: u8) -> Motivo {
    format!(
        "la orden {codigo:02x} no es de un informe: tres textos en una tupla"
    )
}
