//! De qué manera se hace el trabajo, y lo que sale.

use std::time::Duration;

/// Cómo se hace el trabajo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manera {
    UdpASecas,
    UdpConReintentos,
    Tcp,
}

impl Manera {
    pub const TODAS: [Self; 3] = [Self::UdpASecas, Self::UdpConReintentos, Self::Tcp];

    pub fn nombre(self) -> &'static str {
        match self {
            Self::UdpASecas => "UDP a secas",
            Self::UdpConReintentos => "UDP con reintentos",
            Self::Tcp => "TCP",
        }
    }
}

/// Lo que ha salido.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marca {
    /// Mensajes a los que llegó una respuesta, fuera la suya o no.
    pub contestados: u32,
    /// Los que recibieron justo su eco.
    pub en_orden: u32,
    pub tiempo: Duration,
    /// Los que vio pasar el intermediario, ida y vuelta, con las copias y sin cabeceras de IP, UDP ni TCP.
    pub bytes: u64,
}

/// Una fila: la red, la manera y lo que ha salido.
pub struct Fila {
    pub red: String,
    pub manera: Manera,
    pub marca: Marca,
}
