//! Los plazos que se piden en la línea de órdenes: `500ms`, `20s`, y nunca más de una hora.

use std::time::Duration;

use redes::argumentos;

/// Lee un plazo. Con uno de siglos, el sistema no sabría qué hacer.
pub fn leer_plazo(texto: &str) -> Result<Duration, String> {
    match argumentos::plazo(texto)? {
        plazo if plazo > Duration::from_secs(3600) => Err("como mucho, 60min".to_string()),
        plazo => Ok(plazo),
    }
}
