//! La cabeza se dibuja derecha, con el (0, 0) entre los ojos, y al pasarla al lienzo se ladea un poco: un gatito recto
//! parece un logotipo.

use crate::color::Color;
use crate::formas::{Punto, en};
use crate::lienzo::{Caja, Lienzo};

pub const CENTRO: Punto = en(224.0, 138.0);

pub const LADEO: f32 = -0.085;

/// De la cabeza derecha al lienzo.
pub fn al_lienzo(p: Punto) -> Punto {
    p.girado(LADEO) + CENTRO
}

/// Del lienzo a la cabeza derecha.
pub fn en_la_cabeza(p: Punto) -> Punto {
    (p - CENTRO).girado(-LADEO)
}

/// Pinta en coordenadas de la cabeza: `caja` y `pincel` la ven derecha.
pub fn pintar_en(lienzo: &mut Lienzo, centro: Punto, radio: f32, pincel: impl Fn(Punto) -> (Color, f32)) {
    let medio = al_lienzo(centro);
    lienzo.pintar(Caja(medio - en(radio, radio), medio + en(radio, radio)), |p| pincel(en_la_cabeza(p)));
}
