//! Lo que se dicen `inventario_cliente` e `inventario_servidor`, escrito aquí con sus bytes a la vista.

use serde_json::Value;

use super::marcos::marco;

/// El cuerpo más largo que admite el enunciado.
pub const MAXIMO: usize = 65_536;

/// Un informe: fecha, nombre y versión.
pub type Datos<'a> = [&'a str; 3];

/// El más corriente.
pub const SENCILLO: Datos<'static> = ["2026-03-02", "aula-12", "Debian 12"];

/// Los campos, en el orden de los datos.
const CAMPOS: [&str; 3] = ["fecha", "nombre", "version"];

/// El cuerpo de un informe, escrito del modo más corriente.
pub fn cuerpo(datos: Datos<'_>) -> Vec<u8> {
    let campos: Vec<String> =
        CAMPOS.iter().zip(datos).map(|(campo, valor)| format!("\"{campo}\":{}", Value::from(valor))).collect();
    format!("{{{}}}", campos.join(",")).into_bytes()
}

/// El marco de un acuse, escrito del modo más corriente.
pub fn acuse(recibido: bool) -> Vec<u8> {
    marco(format!("{{\"recibido\":{recibido}}}").as_bytes())
}

/// Los datos de un informe, si eso lo es: tres campos de texto y ninguno más.
pub fn leer(cuerpo: &[u8]) -> Result<[String; 3], String> {
    let Ok(valor) = serde_json::from_slice::<Value>(cuerpo) else { return Err("no es JSON".to_string()) };
    let Value::Object(mut campos) = valor else { return Err("es JSON, pero no un objeto".to_string()) };
    let mut sacar = |campo: &str| match campos.remove(campo) {
        Some(Value::String(texto)) => Ok(texto),
        Some(_) => Err(format!("el campo «{campo}» no es un texto")),
        None => Err(format!("falta el campo «{campo}»")),
    };
    let datos = [sacar(CAMPOS[0])?, sacar(CAMPOS[1])?, sacar(CAMPOS[2])?];
    match campos.keys().next() {
        Some(otro) => Err(format!("sobra el campo «{otro}»")),
        None => Ok(datos),
    }
}

/// Lo que dice un acuse, si lo es.
pub fn leer_acuse(cuerpo: &[u8]) -> Option<bool> {
    serde_json::from_slice::<Value>(cuerpo).ok()?.get("recibido")?.as_bool()
}
