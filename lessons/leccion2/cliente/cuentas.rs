//! Las cuentas de una transferencia: cómo va el envío, y cómo ha quedado todo.

use std::io;

/// Cómo va el hilo que envía.
#[derive(Debug)]
pub enum Envio {
    /// Le quedan cosas por enviar, o está esperando a que se las den.
    EnMarcha,
    /// Ha enviado todo y se ha despedido.
    Completo,
    /// La conexión no le ha dejado seguir.
    Cortado(io::Error),
    /// No ha podido leer lo que tenía que enviar.
    SinEntrada(io::Error),
}

/// Cómo ha quedado todo cuando el servidor se ha despedido.
pub struct Cuentas {
    pub enviados: u64,
    pub recibidos: u64,
    pub envio: Envio,
}
