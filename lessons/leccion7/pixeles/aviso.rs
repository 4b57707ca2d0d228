//! Lo que el hilo de la red cuenta al que dibuja.

use std::sync::Arc;

use super::recepcion::Final;
use super::vista::Vista;

/// Un aviso, de un hilo a otro.
pub enum Aviso {
    /// Una línea para stdout.
    Linea(String),
    /// Empieza una imagen.
    Empieza(Arc<Vista>),
    /// Ya no cambiará más.
    Termina(Final),
}
