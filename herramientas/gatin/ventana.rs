//! La ventana por la que entra el sol: un jardín desenfocado, el marco blanco y el visillo.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, mezcla};
use crate::fondo::SUELO;
use crate::formas::{Punto, circulo, en, suave};
use crate::lienzo::{Caja, Lienzo};

const CRISTAL: Caja = Caja(en(-12.0, -10.0), en(166.0, 206.0));

/// La ventana: un jardín desenfocado, el marco blanco y el visillo.
pub fn ventana(lienzo: &mut Lienzo) {
    let Caja(inicio, fin) = CRISTAL;
    lienzo.pintar(CRISTAL, |p| (jardin(p), 1.0));
    manchas_de_luz(lienzo);
    lienzo.pintar(Caja(en(0.0, 0.0), fin + en(16.0, 18.0)), |p| {
        let borde = (p.x - fin.x).max(p.y - fin.y);
        let listones = (p.x - 70.0).abs().min((p.y - 104.0).abs()) - 4.5;
        let d = listones.min((borde.abs() - 6.0).max(-7.0));
        let dentro = if borde > 6.0 { 0.0 } else { suave(1.2, -1.2, d) };
        let canto = (p.x - 70.0).max(p.y - 104.0).abs().min(6.0) / 6.0;
        (mezcla(color(0xFF_F6E4), color(0xD9_B9A0), canto * 0.55), dentro)
    });
    // El alféizar, y la sombra que deja en la pared.
    lienzo.pintar(Caja(en(0.0, fin.y + 4.0), en(fin.x + 22.0, fin.y + 30.0)), |p| {
        let y = p.y - fin.y - 6.0;
        if y < 10.0 {
            let tapa = suave(0.0, 1.5, y) * suave(fin.x + 16.0, fin.x + 14.0, p.x);
            (mezcla(color(0xFF_F2DA), color(0xC9_A58F), suave(3.0, 9.0, y)), tapa)
        } else {
            (color(0x0C_2A38), 0.45 * suave(23.0, 10.0, y) * suave(fin.x + 18.0, fin.x + 8.0, p.x))
        }
    });
    lienzo.resplandor(inicio + en(60.0, 70.0), 190.0, color(0xFF_F2C0), 0.30);
    visillo(lienzo, fin.x);
}

fn jardin(p: Punto) -> Color {
    let nubes = ruido(en(p.x * 0.022, p.y * 0.045)) * 0.65 + ruido(en(p.x * 0.055, p.y * 0.10)) * 0.35;
    let cielo = mezcla(color(0x4F_B4EE), color(0xFF_DFA6), suave(-10.0, 135.0, p.y));
    let cielo = mezcla(cielo, color(0xFF_FAF0), suave(0.48, 0.72, nubes) * 0.75);
    let copas = 112.0 + (ruido(en(p.x * 0.035, 3.0)) - 0.5) * 84.0;
    let arbol = mezcla(color(0x5F_B25A), color(0x1B_6A4C), ruido(p * 0.07) + suave(120.0, 180.0, p.y) * 0.4);
    let prado = mezcla(color(0xC6_E35A), color(0x4F_A84E), suave(168.0, 205.0, p.y + ruido(p * 0.06) * 24.0));
    let lejos = mezcla(cielo, arbol, suave(copas - 8.0, copas + 8.0, p.y));
    mezcla(lejos, prado, suave(160.0, 176.0, p.y + (p.x * 0.03).sin() * 6.0))
}

fn manchas_de_luz(lienzo: &mut Lienzo) {
    const TINTAS: [Color; 5] =
        [color(0xFF_F3B8), color(0xC7_E86E), color(0x6D_B85C), color(0xFF_C9A0), color(0xF7_A3B8)];
    let mut azar = Azar::con_semilla(11);
    for i in 0..34 {
        let centro = en(azar.entre(-5.0, 160.0), azar.entre(84.0, 200.0));
        let radio = azar.entre(5.0, 13.0);
        let fuerza = azar.entre(0.22, 0.55);
        let esquina = en(radio + 2.0, radio + 2.0);
        lienzo.pintar(Caja(centro - esquina, centro + esquina), |p| {
            let d = circulo(p, centro, radio);
            let anillo = 0.75 + 0.25 * suave(-4.0, -0.5, d);
            (TINTAS[i % TINTAS.len()], suave(1.0, -1.0, d) * fuerza * anillo)
        });
    }
}

/// La cortina translúcida, recogida a la derecha de la ventana.
fn visillo(lienzo: &mut Lienzo, x: f32) {
    lienzo.pintar(Caja(en(x - 60.0, 0.0), en(x + 44.0, SUELO)), |p| {
        let izquierda = x - 34.0 + suave(0.0, 190.0, p.y) * 34.0 + (p.y * 0.05).sin() * 2.0;
        let derecha = x + 34.0 - suave(0.0, 170.0, p.y) * 12.0;
        let t = (p.x - izquierda) / (derecha - izquierda);
        let pliegue = 0.5 + 0.5 * (t * 26.0 + ruido(en(t * 5.0, p.y * 0.012)) * 4.0).sin();
        let tapa = suave(-0.02, 0.02, t) * suave(1.02, 0.98, t) * suave(262.0, 258.0, p.y);
        let tela = mezcla(color(0xE0_9A7C), color(0xFF_EDD6), pliegue * 0.8 + 0.2 - t * 0.15);
        (tela, tapa * (0.72 + 0.2 * (1.0 - pliegue)))
    });
}
