//! Detrás del gato: la pared con el sol que entra, la mesa y las bombillas.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, mezcla, por};
use crate::formas::{Punto, curva, elipse, en, suave};
use crate::lienzo::{ANCHO, Caja, Lienzo, Trazo};

pub const SUELO: f32 = 286.0;

/// La pared verde azulada, con un papel de rombos casi invisible y el sol de la ventana; abajo, la mesa.
pub fn pared(lienzo: &mut Lienzo) {
    lienzo.pintar(Lienzo::todo(), |p| if p.y > SUELO { (madera(p), 1.0) } else { (papel(p), 1.0) });
}

fn papel(p: Punto) -> Color {
    const CERCA: Color = color(0x3E_8F93);
    const LEJOS: Color = color(0x14_3F55);
    const SOL: Color = color(0xFA_CB80);
    let base = mezcla(CERCA, LEJOS, suave(120.0, 500.0, p.x + p.y * 0.35));
    let rombo = ((p.x + p.y) * 0.19).sin() * ((p.x - p.y) * 0.19).sin();
    let base = por(base, 1.0 + suave(0.55, 0.9, rombo) * 0.10 + (ruido(p * 0.5) - 0.5) * 0.03);
    let sol = sol_en_la_pared(p);
    mezcla(base, SOL, sol * 0.55)
}

/// El rectángulo inclinado de luz que entra por la ventana, con la sombra de su cruceta.
fn sol_en_la_pared(p: Punto) -> f32 {
    let x = p.x - 388.0 + (p.y - 150.0) * 0.22;
    let y = p.y - 150.0 + (p.x - 388.0) * 0.16;
    let hojas = 0.52 + 0.55 * suave(0.22, 0.74, ruido(p * 0.06) * 0.7 + ruido(p * 0.13) * 0.3);
    let marco = suave(50.0, 43.0, x.abs()) * suave(72.0, 64.0, y.abs());
    let cruceta = suave(1.5, 5.5, x.abs()) * suave(1.5, 5.5, (y + 8.0).abs());
    marco * cruceta * hojas
}

fn madera(p: Punto) -> Color {
    const CLARA: Color = color(0xA8_6A3F);
    const OSCURA: Color = color(0x5C_3122);
    let veta = ruido(en(p.x * 0.018, p.y * 0.35)) * 0.6 + ruido(en(p.x * 0.07, p.y * 1.3)) * 0.4;
    let tabla = mezcla(CLARA, OSCURA, veta * 0.8 + suave(100.0, 520.0, p.x) * 0.4);
    por(tabla, 0.75 + suave(SUELO, SUELO + 10.0, p.y) * 0.25)
}

/// El sol que entra en diagonal y el polvo que flota en él.
pub fn rayos(lienzo: &mut Lienzo) {
    const SOL: Color = color(0xFF_E9B0);
    lienzo.pintar(Caja(en(0.0, 0.0), en(ANCHO as f32, SUELO + 20.0)), |p| {
        let a_lo_ancho = p.y - p.x * 0.52;
        let haz = suave(0.42, 0.68, ruido(en(a_lo_ancho * 0.028 + 5.0, 0.5)));
        let dentro = suave(-70.0, -10.0, a_lo_ancho) * suave(190.0, 110.0, a_lo_ancho);
        (SOL, haz * dentro * suave(440.0, 60.0, p.x) * 0.42)
    });
    let mut azar = Azar::con_semilla(5);
    for _ in 0..22 {
        let x = azar.entre(100.0, 330.0);
        let centro = en(x, x * 0.52 + azar.entre(-60.0, 130.0));
        if centro.y < SUELO - 6.0 {
            lienzo.resplandor(centro, azar.entre(1.8, 4.5), color(0xFF_F0C8), azar.entre(0.25, 0.6));
        }
    }
}

/// La guirnalda de bombillas que cruza la pared.
pub fn bombillas(lienzo: &mut Lienzo) {
    const TRAMOS: [[Punto; 3]; 2] =
        [[en(196.0, -8.0), en(300.0, 74.0), en(378.0, 8.0)], [en(378.0, 8.0), en(434.0, 60.0), en(500.0, -4.0)]];
    const TINTAS: [Color; 4] = [color(0xFF_D36B), color(0xFF_8A6B), color(0x9B_F0D0), color(0xFF_B0D0)];
    for (n, [a, b, c]) in TRAMOS.into_iter().enumerate() {
        lienzo.trazo(&Trazo { puntos: [a, b, c], grosor: (1.6, 1.6), color: color(0x0E_2C3A), opacidad: 0.9 });
        for i in 0..6 - n {
            let centro = curva(a, b, c, (i as f32 + 0.5) / (6 - n) as f32) + en(0.0, 7.0);
            let tinta = TINTAS[(i + n) % TINTAS.len()];
            lienzo.resplandor(centro, 26.0, tinta, 0.7);
            lienzo.pintar(Caja(centro - en(8.0, 9.0), centro + en(8.0, 9.0)), |p| {
                let d = elipse(p, centro, 4.2, 5.4);
                (mezcla(color(0xFF_FDF0), tinta, suave(-4.5, 0.0, d)), suave(0.6, -0.6, d))
            });
        }
    }
}
