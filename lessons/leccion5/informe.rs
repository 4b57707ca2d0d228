//! El informe: los tres datos que cada ordenador del aula envía al inventario.
//!
//! Una sola estructura y, por `derive`, todos los formatos: `serde` le pregunta qué campos tiene, y cada formato decide
//! cómo se escriben. Cada fichero de `formatos/` son dos funciones, `codificar` y `descodificar`.

use redes::cifras::en_bytes;
use serde::{Deserialize, Serialize};

// ANCHOR: informe
/// Lo que un ordenador cuenta de sí mismo. El orden importa: es el del
/// texto, el de la tupla de Python y el de los formatos binarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Informe {
    pub fecha: String,
    pub nombre: String,
    pub version: String,
}
// ANCHOR_END: informe

/// Lo más largo que puede ser un informe codificado, en bytes. Uno corriente no llega a cien; con 64 KiB, ni mil
/// clientes a la vez pasan de 64 MiB.
pub const MAXIMO: usize = 64 * 1024;

/// Lo más que puede reservar un descodificador con un mensaje que respeta [`MAXIMO`], en bytes. Lo comprueba
/// `tests/memoria.rs` con cualquier entrada.
pub const MEMORIA: usize = 16 * MAXIMO;

/// Por qué unos bytes no son un informe, en una frase sin punto final.
pub type Motivo = String;

/// Comprueba el tamaño antes de mirar nada más.
pub fn medir(bytes: &[u8]) -> Result<(), Motivo> {
    match bytes.len() {
        0..=MAXIMO => Ok(()),
        muchos => Err(format!(
            "son {} y el máximo son {}",
            en_bytes(muchos),
            en_bytes(MAXIMO)
        )),
    }
}

/// Detrás del informe queda algo que nadie ha leído.
pub fn sobran(cuantos: usize) -> Motivo {
    let verbo = if cuantos == 1 { "sobra" } else { "sobran" };
    format!("{verbo} {} detrás", en_bytes(cuantos))
}
