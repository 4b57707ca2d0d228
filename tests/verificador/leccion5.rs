//! Los retos de la lección 5.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[];

pub const CORRECTAS: &[Correcta] = &[];
