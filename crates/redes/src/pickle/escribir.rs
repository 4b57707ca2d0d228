//! Escribir un pickle como lo escribe `pickle.dumps` con el protocolo 2, que entiende cualquier Python 3.

use super::Valor;

/// Los bytes de `valor` como pickle. Un texto de más de 4 GiB quedaría recortado: aquí ninguno pasa de un nombre.
#[must_use]
pub fn escribir(valor: &Valor) -> Vec<u8> {
    let mut bytes = vec![0x80, 2];
    apilar(valor, &mut bytes);
    bytes.push(b'.');
    bytes
}

fn apilar(valor: &Valor, bytes: &mut Vec<u8>) {
    match valor {
        Valor::Nada => bytes.push(b'N'),
        Valor::Entero(numero) => entero(*numero, bytes),
        Valor::Texto(texto) => {
            // Cuatro bytes de longitud, con el bajo delante: al revés que nuestros marcos.
            bytes.push(b'X');
            bytes.extend(u32::try_from(texto.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend(texto.as_bytes());
        }
        Valor::Lista(valores) => {
            bytes.extend([b']', b'(']);
            valores.iter().for_each(|valor| apilar(valor, bytes));
            bytes.push(b'e');
        }
        Valor::Tupla(valores) => {
            // De una a tres tienen orden propia; las demás, y la vacía, se hacen desde una marca.
            let corta = [0x85, 0x86, 0x87].get(valores.len().wrapping_sub(1));
            if corta.is_none() {
                bytes.push(b'(');
            }
            valores.iter().for_each(|valor| apilar(valor, bytes));
            bytes.push(*corta.unwrap_or(&b't'));
        }
    }
}

fn entero(numero: i64, bytes: &mut Vec<u8>) {
    if let Ok(corto) = u8::try_from(numero) {
        bytes.extend([b'K', corto]);
    } else if let Ok(corto) = u16::try_from(numero) {
        bytes.push(b'M');
        bytes.extend(corto.to_le_bytes());
    } else if let Ok(mediano) = i32::try_from(numero) {
        bytes.push(b'J');
        bytes.extend(mediano.to_le_bytes());
    } else {
        bytes.extend([0x8a, 8]);
        bytes.extend(numero.to_le_bytes());
    }
}
