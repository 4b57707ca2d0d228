//! Cada cuánto mira el intermediario si tiene que parar, o si algo retenido ya puede salir.

use std::time::Duration;

pub(super) const LATIDO: Duration = Duration::from_millis(5);
