//! Las patas: los muslos, los pies que asoman a los lados y las dos de delante.

use crate::azar::ruido;
use crate::color::{color, contraluz, iluminar, mezcla, volumen};
use crate::formas::{Punto, elipse, en, fundir, segmento, suave};
use crate::lienzo::{Caja, Lienzo, Trazo};
use crate::pelo::{BLANCO, CREMA, NARANJA, Pelaje, RAYA};
use crate::tronco::{PECHO, color_del_tronco};

/// El muslo, redondo y doblado, que se adelanta a cada lado del cuerpo.
pub fn muslo(lienzo: &mut Lienzo, x: f32, semilla: u32) {
    let centro = en(PECHO.x + x * 58.0, 290.0);
    lienzo.sombra(centro + en(-x * 6.0, -6.0), 46.0, 46.0, 0.38);
    let forma = |p: Punto| elipse(p, centro, 36.0, 37.0);
    let tinte = |p: Punto| {
        let q = p - centro;
        let arco = en(q.x + x * 26.0, q.y - 30.0).largo() + (ruido(p * 0.1) - 0.5) * 9.0;
        let raya = suave(0.2, 0.8, (arco * 0.34).sin()) * suave(-30.0, 6.0, q.x * x);
        let base = mezcla(mezcla(NARANJA, RAYA, raya * 0.85), CREMA, suave(16.0, 36.0, q.y) * 0.5);
        let lado = if q.x * x > 6.0 { x } else { 0.0 };
        let redondo = contraluz(iluminar(base, volumen(&forma, p, 34.0)), forma(p), lado);
        mezcla(color_del_tronco(p), redondo, suave(-38.0, -16.0, q.y))
    };
    let esquina = en(44.0, 44.0);
    Pelaje {
        caja: Caja(centro - esquina, centro + esquina),
        forma: &forma,
        color: &tinte,
        rumbo: &|p| en((p.x - centro.x) * 0.012 + x * 0.25, 1.0).unidad(),
        largo: &|_| 8.0,
        detras: &|p| p.y,
        separacion: 1.8,
        semilla,
    }
    .pintar(lienzo);
}

/// Los pies de las patas de atrás, que asoman a los lados.
pub fn pata_trasera(lienzo: &mut Lienzo, x: f32, semilla: u32) {
    let centro = en(PECHO.x + x * 66.0, 321.0);
    let forma = |p: Punto| elipse(p, centro, 29.0, 13.5);
    pie(lienzo, &forma, centro, 29.0, semilla);
    dedos(lienzo, centro + en(x * 9.0, 2.0), 6.5);
}

pub fn pata_delantera(lienzo: &mut Lienzo, x: f32, semilla: u32) {
    let hombro = en(PECHO.x + x * 22.0, 262.0);
    let pie_en = en(PECHO.x + x * 27.0, 325.0);
    lienzo.sombra(pie_en + en(3.0, 8.0), 32.0, 12.0, 0.6);
    let forma = |p: Punto| {
        let pierna = segmento(p, hombro, pie_en + en(0.0, -10.0)).0 - 17.0;
        fundir(pierna, elipse(p, pie_en, 23.0, 15.5), 9.0)
    };
    let tinte = |p: Punto| {
        let raya = suave(0.35, 0.8, ((p.y + (p.x - hombro.x).powi(2) * 0.02) * 0.42 + ruido(p * 0.1) * 1.6).sin());
        let manga = mezcla(NARANJA, RAYA, raya * 0.75);
        let base = mezcla(manga, CREMA, suave(14.0, 0.0, (p.x - PECHO.x).abs()) * 0.6);
        let calcetin = suave(296.0, 306.0, p.y + (ruido(p * 0.2) - 0.5) * 8.0);
        let arriba = suave(250.0, 280.0, p.y);
        let vestido = iluminar(mezcla(base, BLANCO, calcetin), volumen(&forma, p, 17.0));
        mezcla(color_del_tronco(p), vestido, arriba)
    };
    Pelaje {
        caja: Caja(en(pie_en.x - 34.0, 240.0), en(pie_en.x + 34.0, 346.0)),
        forma: &forma,
        color: &tinte,
        rumbo: &|p| en((p.x - pie_en.x) * 0.02, 1.0).unidad(),
        largo: &|p| 7.5 - 4.0 * suave(290.0, 320.0, p.y),
        detras: &|p| p.y,
        separacion: 1.7,
        semilla,
    }
    .pintar(lienzo);
    dedos(lienzo, pie_en + en(0.0, 3.0), 7.5);
}

fn pie(lienzo: &mut Lienzo, forma: &dyn Fn(Punto) -> f32, centro: Punto, ancho: f32, semilla: u32) {
    let esquina = en(ancho + 8.0, 24.0);
    Pelaje {
        caja: Caja(centro - esquina, centro + esquina),
        forma,
        color: &|p| iluminar(BLANCO, volumen(forma, p, 13.0)),
        rumbo: &|p| en((p.x - centro.x) * 0.05, 0.6).unidad(),
        largo: &|_| 4.0,
        detras: &|p| p.y,
        separacion: 1.7,
        semilla,
    }
    .pintar(lienzo);
}

/// Las dos rayitas que separan los dedos.
fn dedos(lienzo: &mut Lienzo, centro: Punto, separacion: f32) {
    for x in [-separacion, separacion] {
        let arriba = centro + en(x * 0.8, -1.0);
        let puntos = [arriba, arriba + en(x * 0.14, 4.0), arriba + en(x * 0.02, 9.0)];
        lienzo.trazo(&Trazo { puntos, grosor: (0.7, 2.0), color: color(0x9A_6A62), opacidad: 0.85 });
    }
}
