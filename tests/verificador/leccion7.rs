//! Los retos de la lección 7.

use super::{Correcta, Equivocada};

pub const EQUIVOCADAS: &[Equivocada] = &[];

pub const CORRECTAS: &[Correcta] = &[];
