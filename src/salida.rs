//! Lo que una orden escribe en stdout: líneas para quien lee, o JSON para otro programa.

use redes::consola::{self, Linea};
use redes::errores::{Fallo, Resultado};
use serde_json::Value;

/// Escribe las líneas. Que quien lee se vaya antes (`| head -3`) no es un fallo: lo sabe `errores::terminar`.
pub fn escribir(lineas: &[Linea]) -> Resultado {
    consola::escribir(lineas).map_err(Fallo::al_mostrar)
}

/// Escribe un objeto de JSON. Los nombres de sus campos no cambian.
pub fn escribir_json(valor: &Value) -> Resultado {
    escribir(&format!("{valor:#}").lines().map(Linea::llana).collect::<Vec<_>>())
}
