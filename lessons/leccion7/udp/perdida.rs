//! Perder datagramas a propósito, siempre los mismos: así lo que se ve se puede repetir.

use redes::fallas::Azar;

/// Qué envíos se pierden. Con la misma semilla, siempre los mismos.
#[derive(Debug, Clone, Copy, Default)]
pub struct Perdida {
    /// De cada millón de datagramas, cuántos.
    pub por_millon: u32,
    pub semilla: u64,
}

impl Perdida {
    /// ¿Se pierde el envío número `envio`? Depende solo de su número y de la semilla.
    pub fn toca(self, envio: u32) -> bool {
        Azar::mezclar(self.semilla ^ (u64::from(envio) << 20)) % 1_000_000 < u64::from(self.por_millon)
    }
}
