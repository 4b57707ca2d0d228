//! Para comparar lo enviado con lo recibido sin guardarlo.

use std::sync::atomic::{AtomicU64, Ordering};

/// Cuántos bytes han pasado y un resumen de cuáles (FNV-1a).
#[derive(Default)]
pub struct Huella {
    bytes: AtomicU64,
    resumen: AtomicU64,
}

impl Huella {
    /// La llama un solo hilo; el otro solo mira.
    pub fn sumar(&self, bytes: &[u8]) {
        let paso = |resumen: u64, byte: &u8| (resumen ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let antes = self.resumen.load(Ordering::SeqCst) ^ 0xcbf2_9ce4_8422_2325;
        self.resumen.store(bytes.iter().fold(antes, paso) ^ 0xcbf2_9ce4_8422_2325, Ordering::SeqCst);
        self.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }

    pub fn valor(&self) -> (u64, u64) {
        (self.bytes(), self.resumen.load(Ordering::SeqCst))
    }
}
