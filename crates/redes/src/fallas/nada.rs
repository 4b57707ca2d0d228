//! La falla más simple: ninguna. Por aquí se empieza a leer, y de aquí se parte para escribir otra.

use std::time::Duration;

use super::Falla;

/// No le pasa nada a nadie: lo que entra, sale.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nada;

impl<P> Falla<P> for Nada {
    fn pasar(&mut self, pieza: P, _ahora: Duration, salida: &mut Vec<P>) {
        salida.push(pieza);
    }
}
