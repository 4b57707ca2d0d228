//! Las orejas: el pelo de fuera, el rosa de dentro y los mechones claros.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, contraluz, iluminar, mezcla, volumen};
use crate::formas::{Punto, en, suave, triangulo};
use crate::ladeo::{LADEO, al_lienzo, en_la_cabeza, pintar_en};
use crate::lienzo::{Caja, Lienzo, Trazo};
use crate::pelo::{BLANCO, CREMA, NARANJA, Pelaje, RAYA};

const OREJA: [Punto; 3] = [en(20.0, -50.0), en(76.0, -101.0), en(61.0, -18.0)];

const CONCHA: [Punto; 3] = [en(31.0, -48.0), en(73.0, -93.0), en(61.0, -26.0)];

pub fn oreja(lienzo: &mut Lienzo, lado: f32, semilla: u32) {
    let local = |p: Punto| {
        let q = en_la_cabeza(p);
        en(q.x * lado, q.y)
    };
    let forma = |p: Punto| triangulo(local(p), OREJA, 9.0);
    let tinte = |p: Punto| {
        let q = local(p);
        let base = mezcla(NARANJA, RAYA, suave(-82.0, -112.0, q.y) * 0.75 + ruido(p * 0.15) * 0.2);
        contraluz(iluminar(base, volumen(&forma, p, 16.0)), forma(p), if q.x > 48.0 { lado } else { -lado })
    };
    let base_media = en(46.0, -30.0);
    Pelaje {
        caja: Caja(
            al_lienzo(en(lado * 54.0, -62.0)) - en(52.0, 62.0),
            al_lienzo(en(lado * 54.0, -62.0)) + en(52.0, 62.0),
        ),
        forma: &forma,
        color: &tinte,
        rumbo: &|p| {
            let r = (local(p) - base_media).unidad();
            en(r.x * lado, r.y).girado(LADEO)
        },
        largo: &|_| 6.0,
        detras: &|p| -local(p).y,
        separacion: 1.7,
        semilla,
    }
    .pintar(lienzo);
}

/// La piel rosada de dentro, más oscura hacia el fondo.
pub fn concha(lienzo: &mut Lienzo, lado: f32) {
    const ROSA: Color = color(0xFF_B9AE);
    const ROSA_HONDO: Color = color(0xA2_4350);
    pintar_en(lienzo, en(lado * 56.0, -60.0), 50.0, |q| {
        let q = en(q.x * lado, q.y);
        let d = triangulo(q, CONCHA, 3.0);
        let hondo = suave(-92.0, -54.0, q.y) * suave(78.0, 50.0, q.x) + ruido(en(q.x * 0.9, q.y * 0.1)) * 0.16;
        (mezcla(ROSA, ROSA_HONDO, hondo), suave(1.5, -2.5, d))
    });
}

/// Los pelos claros que nacen en el borde de dentro y se abren sobre el rosa.
pub fn mechones_de_la_oreja(lienzo: &mut Lienzo, lado: f32, semilla: u32) {
    let mut azar = Azar::con_semilla(semilla);
    let al_lado = |q: Punto| al_lienzo(en(q.x * lado, q.y));
    for i in 0..110 {
        let t = azar.uno();
        let raiz = en(30.0 + t * 34.0, -58.0 + t * 18.0 - azar.entre(0.0, 9.0) * (1.0 - t));
        let rumbo = en(0.72 - t * 0.42 + azar.entre(-0.2, 0.2), -1.0).unidad();
        let largo = azar.entre(12.0, 34.0) * (1.0 - t * 0.4);
        let medio = raiz + rumbo.girado(-0.3) * (largo * 0.5);
        lienzo.trazo(&Trazo {
            puntos: [al_lado(raiz), al_lado(medio), al_lado(raiz + rumbo * largo)],
            grosor: (1.6, 0.2),
            color: mezcla(BLANCO, CREMA, (i % 5) as f32 * 0.2),
            opacidad: 0.7,
        });
    }
}
