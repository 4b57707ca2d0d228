//! El cuerpo del gato sentado: la cola, el lomo atigrado, la pechera blanca y las patas.

use crate::formas::{Punto, curva, elipse, en, fundir, mancha, ruido, segmento, suave};
use crate::lienzo::{Caja, Color, Lienzo, Trazo, color, contraluz, cubre, iluminar, mezcla, por, volumen};
use crate::pelo::Pelaje;

pub const NARANJA: Color = color(0xF2_9A45);
pub const RAYA: Color = color(0xA8_4E1C);
pub const CREMA: Color = color(0xFF_E2B4);
pub const BLANCO: Color = color(0xFF_F8EE);

const PECHO: Punto = en(222.0, 246.0);

/// La cola rodea el cuerpo por la derecha y sube con la punta doblada.
const COLA: [[Punto; 3]; 2] =
    [[en(282.0, 312.0), en(360.0, 338.0), en(368.0, 272.0)], [en(368.0, 272.0), en(374.0, 222.0), en(340.0, 216.0)]];

pub fn pintar(lienzo: &mut Lienzo) {
    lienzo.sombra(en(236.0, 327.0), 146.0, 20.0, 0.80);
    lienzo.sombra(en(352.0, 318.0), 52.0, 14.0, 0.6);
    cola(lienzo);
    tronco(lienzo);
    for (x, semilla) in [(-1.0, 41), (1.0, 43)] {
        muslo(lienzo, x, semilla + 100);
        pata_trasera(lienzo, x, semilla);
    }
    for (x, semilla) in [(-1.0, 51), (1.0, 53)] {
        pata_delantera(lienzo, x, semilla);
    }
}

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

fn cola(lienzo: &mut Lienzo) {
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

fn silueta_del_tronco(p: Punto) -> f32 {
    let pecho = elipse(p, PECHO, 60.0, 74.0);
    let q = en((p.x - PECHO.x).abs(), p.y);
    fundir(pecho, elipse(q, en(44.0, 286.0), 40.0, 42.0), 34.0)
}

/// El pelo del lomo: naranja con rayas a los lados y la pechera clara en medio.
fn color_del_tronco(p: Punto) -> Color {
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

fn tronco(lienzo: &mut Lienzo) {
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

/// El muslo, redondo y doblado, que se adelanta a cada lado del cuerpo.
fn muslo(lienzo: &mut Lienzo, x: f32, semilla: u32) {
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

/// El collar rojo y su cascabel, que asoman bajo la barbilla.
pub fn collar(lienzo: &mut Lienzo) {
    const ROJO: Color = color(0xD8_2F45);
    const CASCABEL: Punto = en(226.5, 222.0);
    let cinta = [en(180.0, 200.0), en(226.0, 230.0), en(274.0, 195.0)];
    for (baja, grosor, tinta) in [(2.0, 10.0, color(0x5A_1022)), (0.0, 8.5, ROJO), (-1.6, 2.2, color(0xFF_7A80))] {
        let puntos = cinta.map(|p| p + en(0.0, baja));
        lienzo.trazo(&Trazo { puntos, grosor: (grosor, grosor), color: tinta, opacidad: 0.95 });
    }
    lienzo.sombra(CASCABEL + en(2.0, 6.0), 15.0, 12.0, 0.5);
    let forma = |p: Punto| elipse(p, CASCABEL, 9.0, 9.0);
    lienzo.pintar(Caja(CASCABEL - en(11.0, 11.0), CASCABEL + en(11.0, 11.0)), |p| {
        let q = p - CASCABEL;
        let luz = volumen(&forma, p, 9.0);
        let oro = mezcla(color(0x8A_4B12), color(0xFF_CF4A), luz);
        let brillo = suave(1.0, -1.0, elipse(q, en(-3.0, -3.6), 2.6, 1.8));
        let ranura = segmento(q, en(0.0, 2.0), en(0.0, 7.0)).0.min((q.y - 1.2).abs() * 1.3 + 0.5) - 1.1;
        let tinta = mezcla(mezcla(oro, color(0x5A_2A0C), suave(0.6, -0.4, ranura) * 0.8), BLANCO, brillo);
        (tinta, cubre(forma(p)))
    });
}

/// Los pies de las patas de atrás, que asoman a los lados.
fn pata_trasera(lienzo: &mut Lienzo, x: f32, semilla: u32) {
    let centro = en(PECHO.x + x * 66.0, 321.0);
    let forma = |p: Punto| elipse(p, centro, 29.0, 13.5);
    pie(lienzo, &forma, centro, 29.0, semilla);
    dedos(lienzo, centro + en(x * 9.0, 2.0), 6.5);
}

fn pata_delantera(lienzo: &mut Lienzo, x: f32, semilla: u32) {
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
