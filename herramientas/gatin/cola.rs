//! La cola: rodea el cuerpo por la derecha y sube con la punta doblada.

use crate::azar::ruido;
use crate::color::{contraluz, iluminar, mezcla, volumen};
use crate::formas::{Punto, curva, en, segmento, suave};
use crate::lienzo::{Caja, Lienzo};
use crate::pelo::{BLANCO, NARANJA, Pelaje, RAYA};

/// La cola rodea el cuerpo por la derecha y sube con la punta doblada.
const COLA: [[Punto; 3]; 2] =
    [[en(282.0, 312.0), en(360.0, 338.0), en(368.0, 272.0)], [en(368.0, 272.0), en(374.0, 222.0), en(340.0, 216.0)]];

/// Distancia al eje de la cola y en qué parte de ella (0 raíz, 1 punta) está `p`.
fn eje_de_la_cola(p: Punto) -> (f32, f32) {
    const TRAMOS: usize = 9;
    let mut cerca = (f32::MAX, 0.0);
    for (n, [a, b, c]) in COLA.into_iter().enumerate() {
        let mut desde = a;
        for i in 0..TRAMOS {
            let hasta = curva(a, b, c, (i + 1) as f32 / TRAMOS as f32);
            let (d, t) = segmento(p, desde, hasta);
            if d < cerca.0 {
                cerca = (d, (n as f32 + (i as f32 + t) / TRAMOS as f32) * 0.5);
            }
            desde = hasta;
        }
    }
    cerca
}

pub fn cola(lienzo: &mut Lienzo) {
    let forma = |p: Punto| {
        let (d, t) = eje_de_la_cola(p);
        d - 12.0 - 3.0 * suave(0.0, 0.8, t)
    };
    let tinte = |p: Punto| {
        let t = eje_de_la_cola(p).1;
        let anillo = suave(0.1, 0.7, (t * 46.0 + ruido(p * 0.2) * 1.2).sin());
        let base = mezcla(mezcla(NARANJA, RAYA, anillo * 0.85), BLANCO, suave(0.86, 0.93, t));
        contraluz(iluminar(base, volumen(&forma, p, 14.0)), forma(p), (p.x - 356.0) / 24.0)
    };
    let rumbo = |p: Punto| {
        let t = eje_de_la_cola(p).1 * 1.98;
        let [a, b, c] = COLA[t as usize];
        let adelante = (curva(a, b, c, t.fract() + 0.02) - curva(a, b, c, t.fract())).unidad();
        let fuera = (p - curva(a, b, c, t.fract())) * 0.06;
        (adelante + fuera).unidad()
    };
    Pelaje {
        caja: Caja(en(270.0, 190.0), en(392.0, 345.0)),
        forma: &forma,
        color: &tinte,
        rumbo: &rumbo,
        largo: &|_| 9.0,
        detras: &|p| eje_de_la_cola(p).1,
        separacion: 1.7,
        semilla: 31,
    }
    .pintar(lienzo);
}
