//! Lo que queda de un fichero cuando ya no se recibirá más de él: cómo ha acabado y sus cuentas.

use std::net::SocketAddr;
use std::time::Duration;

use crate::udp::ficha::Ficha;

/// Lo que ha llegado de un fichero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuentas {
    /// Datagramas del emisor, de cualquier tipo.
    pub recibidos: u64,
    /// Trozos que ya estaban.
    pub repetidos: u64,
    /// De los que envió, los que no han llegado (él los numera).
    pub perdidos: u64,
    /// Trozos nuevos.
    pub trozos: u64,
    /// Sus bytes.
    pub bytes: u64,
}

/// Cómo ha acabado la recepción.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    /// Están todos los trozos; falta comprobar la suma.
    Todos,
    /// El emisor ha dicho «fin», sin acuses, y faltan trozos.
    ConHuecos,
    /// El emisor lleva demasiado tiempo callado.
    Silencio,
    /// No hemos podido guardarlo.
    NoGuardado,
}

/// Un fichero que ya no recibirá más.
#[derive(Debug, Clone)]
pub struct Balance {
    pub de: SocketAddr,
    pub ficha: Ficha,
    pub sin_acuses: bool,
    pub cuentas: Cuentas,
    pub fin: Final,
    pub duracion: Duration,
}
