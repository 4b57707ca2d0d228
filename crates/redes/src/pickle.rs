//! Leer y escribir un pickle de Python **como datos**: textos, números, y listas y tuplas de textos y números. Nada más.
//! Lo usan las lecciones 4 y 7 para hablar con los programas de Python de la serie; la 5 lo cuenta por dentro.
//!
//! Un pickle no es un formato de datos: es un programa para una máquina de pila, con una orden por byte («apila un
//! texto», «haz una lista con lo apilado»… y también «busca esta función y llámala», que es por lo que nunca hay que
//! darle a Python un pickle ajeno; la lección 5 lo enseña). Aquí solo se conocen las órdenes que apilan datos. Las
//! demás no es que estén prohibidas: es que no existen.
//!
//! Un pickle dice dónde acaba (su última orden es `.`), así que se puede sacar del flujo sin nada más.

mod escribir;
mod maquina;

use std::sync::Arc;

pub use escribir::escribir;
use maquina::{Alto, Maquina};

use crate::cifras::en_bytes;

/// Lo más que puede ocupar un pickle, en bytes: aquí solo viajan un nombre, una respuesta o un píxel.
pub const LIMITE: usize = 8 * 1024;

/// Cuántas listas puede haber una dentro de otra.
const HONDURA: usize = 8;

/// Un valor de los que se admiten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valor {
    /// `None`.
    Nada,
    /// Un número entero, o un `True` (1) o `False` (0). Los que no caben en 64 bits no se admiten.
    Entero(i64),
    /// Un texto. Va en un [`Arc`] porque un pickle puede repetir el mismo miles de veces con dos bytes por vez.
    Texto(Arc<str>),
    /// `[a, b]`.
    Lista(Vec<Valor>),
    /// `(a, b)`.
    Tupla(Vec<Valor>),
}

impl Valor {
    /// Los valores de una lista o de una tupla: los programas de la serie usan unas veces una y otras la otra.
    #[must_use]
    pub fn partes(&self) -> Option<&[Valor]> {
        match self {
            Valor::Lista(partes) | Valor::Tupla(partes) => Some(partes),
            _ => None,
        }
    }
}

/// El primer pickle que haya en `bytes` y cuántos bytes ocupa; `None` si todavía no ha llegado entero.
///
/// # Errors
/// Por qué no se puede leer. El flujo ya no sirve: no se sabe dónde empieza el siguiente.
pub fn leer(bytes: &[u8]) -> Result<Option<(Valor, usize)>, String> {
    let mut maquina = Maquina::nueva(bytes);
    match maquina.ejecutar() {
        Ok(valor) => Ok(Some((valor, bytes.len() - maquina.quedan()))),
        Err(Alto::Faltan) if bytes.len() < LIMITE => Ok(None),
        Err(Alto::Faltan) => Err(format!("el pickle pasa de {}", en_bytes(LIMITE))),
        Err(Alto::Mal(motivo)) => Err(motivo),
    }
}

#[cfg(test)]
mod pruebas;
