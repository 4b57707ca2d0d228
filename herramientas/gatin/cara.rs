//! La cara: los ojos (donde mira todo el mundo), la nariz, la boca y los bigotes.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, mezcla, por};
use crate::formas::{Punto, circulo, elipse, en, suave, triangulo};
use crate::ladeo::{al_lienzo, pintar_en};
use crate::lienzo::{Lienzo, Trazo, cubre};

const OJO: Punto = en(37.0, 4.0);
const TINTA: Color = color(0x3A_1710);

pub fn pintar(lienzo: &mut Lienzo) {
    for lado in [-1.0, 1.0] {
        ojo(lienzo, lado);
    }
    boca(lienzo);
    nariz(lienzo);
    bigotes(lienzo);
}

/// La abertura del ojo: dos círculos que se cruzan, con la punta de fuera algo más alta.
fn parpados(q: Punto, lado: f32) -> f32 {
    let q = en(q.x * lado, q.y).girado(0.16);
    circulo(q, en(0.0, 5.0), 24.0).max(circulo(q, en(0.0, -4.4), 24.0))
}

fn ojo(lienzo: &mut Lienzo, lado: f32) {
    let centro = en(OJO.x * lado, OJO.y);
    pintar_en(lienzo, centro, 32.0, |p| {
        let q = p - centro;
        // El párpado de arriba es más grueso y se alarga hacia fuera.
        let arriba = parpados(q + en(-lado * 1.2, 2.4), lado) - 0.6;
        let abajo = parpados(q, lado) - 0.2;
        (TINTA, suave(1.6, 0.0, arriba.min(abajo)))
    });
    pintar_en(lienzo, centro, 28.0, |p| {
        let q = p - centro;
        (iris(q), cubre(parpados(q, lado)))
    });
    reflejos(lienzo, centro, lado);
}

/// El iris: claro abajo, en sombra bajo el párpado, con fibras alrededor de la pupila y el borde oscuro.
fn iris(q: Punto) -> Color {
    const ARRIBA: Color = color(0x0F_6B6A);
    const ABAJO: Color = color(0xB4_F77E);
    const CORAZON: Color = color(0xF6_E27A);
    const BORDE: Color = color(0x08_2F3A);
    const PUPILA: Color = color(0x0B_0A18);
    let r = q.largo();
    let angulo = q.y.atan2(q.x);
    let fibras = ruido(en(angulo * 9.0 + 40.0, r * 0.10)) * 0.6 + ruido(en(angulo * 22.0 + 90.0, r * 0.2)) * 0.4;
    let base = mezcla(ARRIBA, ABAJO, suave(-16.0, 17.0, q.y));
    let base = mezcla(base, CORAZON, suave(17.0, 9.0, r) * 0.55);
    let base = por(base, 0.62 + fibras * 0.76);
    let base = mezcla(base, BORDE, suave(16.0, 21.0, r) * 0.85);
    let base = mezcla(base, BORDE, suave(-6.0, -18.0, q.y) * 0.8);
    mezcla(base, PUPILA, suave(0.9, -0.9, elipse(q, en(0.0, 0.5), 11.0, 14.5)))
}

/// Los brillos: la ventana, con su cruceta, y un rebote pequeño abajo. Sin ellos el ojo no está vivo.
fn reflejos(lienzo: &mut Lienzo, centro: Punto, lado: f32) {
    const VENTANA: Punto = en(-7.0, -8.0);
    pintar_en(lienzo, centro, 26.0, |p| {
        let q = p - centro;
        let dentro = cubre(parpados(q, lado) + 1.0);
        let v = q - VENTANA;
        let cristal =
            cubre((v.x.abs() - 4.0).max(v.y.abs() - 4.8) - 1.0) * suave(0.1, 0.7, v.x.abs().min((v.y + 0.6).abs()));
        let rebote = cubre(elipse(q, en(8.0, 9.0), 3.0, 2.4)) * 0.85;
        let luna = suave(0.0, 1.0, q.y / 16.0) * suave(-1.0, -4.0, parpados(q, lado)) * 0.16;
        (color(0xFF_FFFF), dentro * (cristal * 0.97).max(rebote).max(luna))
    });
}

fn nariz(lienzo: &mut Lienzo) {
    const ROSA: Color = color(0xF0_8088);
    const SOMBRA: Color = color(0xA8_3F50);
    const VERTICES: [Punto; 3] = [en(-8.0, 24.0), en(8.0, 24.0), en(0.0, 32.0)];
    pintar_en(lienzo, en(0.0, 28.0), 18.0, |q| {
        let d = triangulo(q, VERTICES, 3.0);
        (por(SOMBRA, 0.7), suave(2.0, 0.0, d) * 0.6)
    });
    pintar_en(lienzo, en(0.0, 28.0), 16.0, |q| {
        let d = triangulo(q, VERTICES, 2.6);
        let base = mezcla(ROSA, SOMBRA, suave(24.0, 35.0, q.y) + ruido(q * 0.9) * 0.12);
        let agujeros = suave(1.0, -0.6, elipse(q.reflejado(), en(4.6, 30.2), 2.4, 1.3));
        let brillo = suave(1.0, -1.0, elipse(q, en(-2.6, 23.6), 3.6, 1.2)) * 0.75;
        (mezcla(mezcla(base, TINTA, agujeros * 0.85), color(0xFF_F0EE), brillo), cubre(d))
    });
}

/// El hilo bajo la nariz y las dos curvas de la sonrisa.
fn boca(lienzo: &mut Lienzo) {
    linea(lienzo, [en(0.0, 34.0), en(0.3, 38.0), en(0.0, 43.0)], (1.5, 1.9), 0.85);
    for lado in [-1.0, 1.0] {
        linea(lienzo, [en(0.0, 43.0), en(lado * 8.0, 52.5), en(lado * 16.0, 45.0)], (2.0, 1.3), 0.9);
        linea(lienzo, [en(lado * 16.0, 45.0), en(lado * 18.5, 43.0), en(lado * 19.0, 40.0)], (1.3, 0.3), 0.8);
        for (x, y) in [(14.0, 35.0), (20.0, 38.0), (13.0, 40.5), (25.0, 34.0)] {
            let p = en(lado * x, y);
            linea(lienzo, [p, p + en(0.4, 0.2), p + en(0.8, 0.4)], (1.5, 1.5), 0.4);
        }
    }
}

fn linea(lienzo: &mut Lienzo, puntos: [Punto; 3], grosor: (f32, f32), opacidad: f32) {
    lienzo.trazo(&Trazo { puntos: puntos.map(al_lienzo), grosor, color: color(0x6B_2E28), opacidad });
}

fn bigotes(lienzo: &mut Lienzo) {
    let mut azar = Azar::con_semilla(83);
    for lado in [-1.0, 1.0] {
        for i in 0..4 {
            let i = i as f32;
            let raiz = en(lado * (19.0 + azar.entre(0.0, 5.0)), 33.0 + i * 3.2);
            let punta = en(lado * azar.entre(98.0, 116.0), 12.0 + i * 17.0 + azar.entre(-4.0, 4.0));
            bigote(lienzo, raiz, punta, -10.0 + i * 1.5, 1.25);
        }
        for i in 0..2 {
            let raiz = en(lado * (34.0 + i as f32 * 7.0), -24.0);
            bigote(lienzo, raiz, raiz + en(lado * (10.0 + i as f32 * 10.0), -26.0 + i as f32 * 6.0), 2.0, 0.6);
        }
    }
}

/// Un bigote: un pelo largo y tieso que se arquea por su peso.
fn bigote(lienzo: &mut Lienzo, raiz: Punto, punta: Punto, arco: f32, grosor: f32) {
    let medio = (raiz + punta) * 0.5 + en(0.0, arco);
    let puntos = [raiz, medio, punta].map(al_lienzo);
    lienzo.trazo(&Trazo {
        puntos: puntos.map(|p| p + en(0.5, 1.2)),
        grosor: (grosor, 0.3),
        color: TINTA,
        opacidad: 0.18,
    });
    lienzo.trazo(&Trazo { puntos, grosor: (grosor, 0.35), color: color(0xFF_FDF6), opacidad: 0.95 });
}
