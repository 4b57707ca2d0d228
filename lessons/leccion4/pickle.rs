//! Leer un pickle de Python **como datos**: textos, números y listas de textos y números. Nada más.
//!
//! Un pickle no es un formato de datos: es un programa para una máquina de pila, con una orden por byte («apila un
//! texto», «haz una lista con lo apilado»… y también «busca esta función y llámala», que es por lo que nunca hay que
//! darle a Python un pickle ajeno; la lección 5 lo enseña). Aquí solo se conocen las órdenes que apilan datos. Las
//! demás no es que estén prohibidas: es que no existen.
//!
//! Un pickle dice dónde acaba (su última orden es `.`), así que se puede sacar del flujo sin nada más.

mod escribir;
mod maquina;

use std::rc::Rc;

use redes::argumentos::mostrar_numero;

pub use escribir::{lista, lista_de_textos, tupla};
use maquina::{Alto, Maquina};

/// Lo más que puede ocupar uno, en bytes: aquí solo viajan un nombre o una respuesta.
pub const LIMITE: usize = 8 * 1024;

/// Cuántas listas puede haber una dentro de otra.
const HONDURA: usize = 8;

/// Un valor de los que se admiten. Una tupla se lee igual que una lista.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valor {
    Nada,
    Entero(i64),
    Texto(Rc<str>),
    Lista(Vec<Valor>),
}

/// El primer pickle que haya en `bytes` y cuántos ocupa; `None` si todavía no ha llegado entero.
///
/// # Errors
/// Por qué no se puede leer. El flujo ya no sirve: no se sabe dónde empieza el siguiente.
pub fn leer(bytes: &[u8]) -> Result<Option<(Valor, usize)>, String> {
    let mut maquina = Maquina::nueva(bytes);
    match maquina.ejecutar() {
        Ok(valor) => Ok(Some((valor, bytes.len() - maquina.quedan()))),
        Err(Alto::Faltan) if bytes.len() < LIMITE => Ok(None),
        Err(Alto::Faltan) => Err(format!(
            "el pickle pasa de {} bytes",
            mostrar_numero(LIMITE as u64)
        )),
        Err(Alto::Mal(motivo)) => Err(motivo),
    }
}

#[cfg(test)]
use maquina::hondura;

#[cfg(test)]
mod pruebas;
