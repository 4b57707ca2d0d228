//! Los retos de la lección 4.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[];

pub const CORRECTAS: &[Correcta] = &[];
