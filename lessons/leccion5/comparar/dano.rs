//! Un bit equivocado: qué formatos lo notan y cuáles dan otro dato sin avisar.

use crate::comparar::contendientes::Contendiente;
use crate::informe::{Informe, Motivo};

/// La cuenta de todos los bits cambiados, uno a uno.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Dano {
    pub probados: usize,
    /// El descodificador ha dado un error.
    pub notados: usize,
    /// Ha dado un informe que no es el que se envió.
    pub otro_dato: usize,
    /// Ha dado el mismo informe: ese bit no cambiaba nada.
    pub igual: usize,
}

/// Cambia cada bit del mensaje, de uno en uno, y mira qué se lee.
///
/// # Errors
/// Si el informe no se puede codificar.
// ANCHOR: cambiar
pub fn cambiar_cada_bit(
    quien: &Contendiente,
    informe: &Informe,
) -> Result<Dano, Motivo> {
    let bueno = (quien.codificar)(informe)?;
    let mut cuenta = Dano::default();
    for bit in 0..bueno.len() * 8 {
        let mut tocado = bueno.clone();
        tocado[bit / 8] ^= 1 << (bit % 8);
        cuenta.probados += 1;
        match (quien.descodificar)(&tocado) {
            Err(_) => cuenta.notados += 1,
            Ok(leido) if leido == *informe => cuenta.igual += 1,
            Ok(_) => cuenta.otro_dato += 1,
        }
    }
    Ok(cuenta)
}
// ANCHOR_END: cambiar
