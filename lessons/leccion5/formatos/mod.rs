//! Los cuatro formatos en los que viaja un informe, y quién lo escribe y lo lee en cada uno.
//!
//! Texto, JSON y binario están en el fichero de su nombre; los pickles, en `vigia.rs` y `pickle.rs`. Hay un quinto,
//! postcard (`postal.rs`), que solo se mide.

pub mod binario;
pub mod json;
mod json_en_espanol;
pub mod ordenes;
pub mod pickle;
pub mod postal;
pub mod texto;
pub mod vigia;

use clap::ValueEnum;

use crate::informe::{Informe, Motivo};

/// En qué formato viaja el informe.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formato {
    /// Tres líneas: fecha, nombre y versión
    Texto,
    /// Texto que se explica solo
    Json,
    /// Binario, lo más corto
    Bincode,
    /// Lo que envía Python; se lee sin ejecutar nada
    Pickle,
}

impl Formato {
    pub const TODOS: [Self; 4] =
        [Self::Texto, Self::Json, Self::Bincode, Self::Pickle];

    /// Como se escribe en la línea de órdenes.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::Texto => "texto",
            Self::Json => "json",
            Self::Bincode => "bincode",
            Self::Pickle => "pickle",
        }
    }

    // ANCHOR: codificar
    pub fn codificar(
        self,
        informe: &Informe,
    ) -> Result<Vec<u8>, Motivo> {
        match self {
            Self::Texto => texto::codificar(informe),
            Self::Json => json::codificar(informe),
            Self::Bincode => binario::codificar(informe),
            Self::Pickle => pickle::codificar(informe),
        }
    }

    pub fn descodificar(
        self,
        bytes: &[u8],
    ) -> Result<Informe, Motivo> {
        match self {
            Self::Texto => texto::descodificar(bytes),
            Self::Json => json::descodificar(bytes),
            Self::Bincode => binario::descodificar(bytes),
            Self::Pickle => pickle::descodificar(bytes),
        }
    }
    // ANCHOR_END: codificar
}
