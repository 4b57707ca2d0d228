//! El tronco: el lomo atigrado y la pechera blanca.

use crate::azar::ruido;
use crate::color::{Color, contraluz, iluminar, mezcla, por, volumen};
use crate::formas::{Punto, elipse, en, fundir, mancha, suave};
use crate::lienzo::{Caja, Lienzo};
use crate::pelo::{BLANCO, CREMA, NARANJA, Pelaje, RAYA};

pub const PECHO: Punto = en(222.0, 246.0);

fn silueta_del_tronco(p: Punto) -> f32 {
    let pecho = elipse(p, PECHO, 60.0, 74.0);
    let q = en((p.x - PECHO.x).abs(), p.y);
    fundir(pecho, elipse(q, en(44.0, 286.0), 40.0, 42.0), 34.0)
}

/// El pelo del lomo: naranja con rayas a los lados y la pechera clara en medio.
pub fn color_del_tronco(p: Punto) -> Color {
    let q = p - PECHO;
    let lado = suave(24.0, 44.0, q.x.abs() + (ruido(p * 0.12) - 0.5) * 12.0);
    let onda = (p.y * 0.30 - q.x.abs() * 0.16 + ruido(p * 0.07) * 3.0).sin();
    let atigrado = mezcla(NARANJA, RAYA, suave(0.25, 0.75, onda) * lado * 0.85);
    let pechera = suave(38.0, 20.0, q.x.abs() + (ruido(p * 0.15) - 0.5) * 10.0 + (p.y - 220.0).max(0.0) * 0.22);
    let base = mezcla(mezcla(atigrado, CREMA, suave(46.0, 26.0, q.x.abs()) * 0.5), BLANCO, pechera);
    let bajo_la_cabeza = 1.0 - 0.36 * mancha(p, en(226.0, 200.0), 92.0, 46.0);
    let luz = por(iluminar(base, volumen(&silueta_del_tronco, p, 52.0)), bajo_la_cabeza);
    contraluz(luz, silueta_del_tronco(p), q.x / 46.0)
}

pub fn tronco(lienzo: &mut Lienzo) {
    Pelaje {
        caja: Caja(en(120.0, 170.0), en(326.0, 334.0)),
        forma: &silueta_del_tronco,
        color: &color_del_tronco,
        rumbo: &|p| en((p.x - PECHO.x) * 0.007, 1.0).unidad(),
        largo: &|p| 8.0 + 6.0 * mancha(p, en(222.0, 235.0), 50.0, 60.0),
        detras: &|p| p.y,
        separacion: 1.9,
        semilla: 37,
    }
    .pintar(lienzo);
}
