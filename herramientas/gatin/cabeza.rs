//! La cabeza: el cráneo con sus mofletes y las marcas de tigre. Las orejas, detrás.

use crate::azar::ruido;
use crate::color::{Color, color, contraluz, iluminar, mezcla, por, relieve};
use crate::formas::{Punto, circulo, elipse, en, fundir, mancha, suave};
use crate::ladeo::{CENTRO, LADEO, en_la_cabeza};
use crate::lienzo::{Caja, Lienzo};
use crate::orejas::{concha, mechones_de_la_oreja, oreja};
use crate::pelo::{BLANCO, CREMA, NARANJA, Pelaje, RAYA};

const HOCICO: Punto = en(0.0, 26.0);

pub fn pintar(lienzo: &mut Lienzo) {
    for (lado, semilla) in [(-1.0, 61), (1.0, 67)] {
        oreja(lienzo, lado, semilla);
        concha(lienzo, lado);
        mechones_de_la_oreja(lienzo, lado, semilla + 1);
    }
    craneo(lienzo);
}

fn silueta_del_craneo(q: Punto) -> f32 {
    let alto = elipse(q, en(0.0, -5.0), 78.0, 62.0);
    let moflete = elipse(q.reflejado(), en(40.0, 26.0), 44.0, 34.0);
    fundir(fundir(alto, moflete, 30.0), circulo(q, en(0.0, 42.0), 30.0), 22.0)
}

/// Las marcas de tigre: la «M» de la frente y las rayas de los mofletes. De 0 (naranja) a 1 (raya).
fn atigrado(q: Punto) -> f32 {
    let tiembla = (ruido(q * 0.11) - 0.5) * 5.0;
    let r = q.reflejado();
    let frente = suave(-14.0, -30.0, q.y);
    let abre = 1.0 + (-q.y - 24.0).max(0.0) * 0.014;
    let linea = |x: f32, ancho: f32| suave(ancho, ancho * 0.35, (r.x + tiembla * 0.5 - x * abre).abs());
    let eme = (linea(0.0, 4.4) * suave(-34.0, -44.0, q.y)).max(linea(13.0, 4.6)).max(linea(29.0, 5.0)) * frente;
    let moflete = |y: f32| {
        let caida = y + (r.x - 60.0) * (r.x - 60.0) * 0.006 + tiembla;
        suave(4.4, 1.4, (q.y - caida).abs()) * suave(54.0, 66.0, r.x)
    };
    let sien = suave(4.2, 1.2, (q.y + 30.0 - (r.x - 60.0) * 0.5 + tiembla).abs()) * suave(50.0, 60.0, r.x);
    eme.max(moflete(6.0)).max(moflete(24.0)).max(sien)
}

fn color_del_craneo(q: Punto) -> Color {
    let r = q.reflejado();
    let tigre = mezcla(NARANJA, RAYA, atigrado(q) * 0.88);
    let clara = mancha(q, en(0.0, 52.0), 74.0, 46.0) * 0.8;
    let ojera = mancha(r, en(38.0, 4.0), 33.0, 36.0) * 0.75;
    let base = mezcla(tigre, CREMA, clara.max(ojera));
    let blanco = mancha(r, en(15.0, 42.0), 44.0, 32.0)
        .max(mancha(q, en(0.0, 62.0), 50.0, 28.0))
        .max(suave(9.0, 4.0, r.x + (q.y + 6.0).abs() * 0.12) * suave(-40.0, -10.0, q.y));
    let blanco = (blanco * 1.6).min(1.0);
    let base = mezcla(base, BLANCO, blanco);
    let base = mezcla(base, color(0xF2_7A6A), mancha(r, en(56.0, 34.0), 24.0, 16.0) * 0.30);
    let hueco = mancha(r, en(20.0, 14.0), 20.0, 30.0) * 0.10;
    let iluminada = por(iluminar(base, luz_del_craneo(q) + blanco * 0.16), 1.0 - hueco);
    contraluz(iluminada, silueta_del_craneo(q), q.x / 70.0)
}

/// El cráneo es casi una esfera, con el hocico y los mofletes saliendo hacia delante.
fn luz_del_craneo(q: Punto) -> f32 {
    let esfera = relieve(q.x / 96.0, (q.y - 4.0) / 88.0);
    let r = q.reflejado();
    let bajo_el_hocico = mancha(q, en(2.0, 73.0), 50.0, 12.0) * 0.16;
    let nariz = mancha(q, en(-7.0, 8.0), 9.0, 30.0) * 0.08 - mancha(q, en(10.0, 12.0), 9.0, 28.0) * 0.08;
    let morro = mancha(r, en(15.0, 39.0), 20.0, 16.0) * 0.20;
    (esfera - bajo_el_hocico + nariz + morro).clamp(0.0, 1.0)
}

fn craneo(lienzo: &mut Lienzo) {
    let rumbo = |p: Punto| {
        let q = en_la_cabeza(p) - HOCICO;
        (q.unidad() + en(0.0, 0.25)).unidad().girado(LADEO)
    };
    let largo = |p: Punto| {
        let q = en_la_cabeza(p);
        let lejos = (q - HOCICO).largo();
        3.2 + suave(20.0, 90.0, lejos) * 5.0 + mancha(q.reflejado(), en(78.0, 44.0), 34.0, 40.0) * 9.0
    };
    Pelaje {
        caja: Caja(CENTRO - en(100.0, 92.0), CENTRO + en(100.0, 92.0)),
        forma: &|p| silueta_del_craneo(en_la_cabeza(p)),
        color: &|p| color_del_craneo(en_la_cabeza(p)),
        rumbo: &rumbo,
        largo: &largo,
        detras: &|p| (en_la_cabeza(p) - HOCICO).largo(),
        separacion: 1.5,
        semilla: 71,
    }
    .pintar(lienzo);
}
