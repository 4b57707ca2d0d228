//! El ovillo de lana: una esfera envuelta en vueltas de hilo, y el cabo suelto.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, iluminar, mezcla, por, relieve};
use crate::formas::{Punto, circulo, curva, en, suave};
use crate::lienzo::{Caja, Lienzo, Trazo, cubre};

const CENTRO: Punto = en(86.0, 282.0);
const RADIO: f32 = 44.0;
const HILO: Color = color(0x38_D6D2);
const HILO_OSCURO: Color = color(0x12_5F7E);

/// Cada grupo de vueltas: el eje alrededor del que gira y la anchura de la faja que cubre.
const VUELTAS: [([f32; 3], f32); 6] = [
    ([0.10, 0.98, 0.17], 2.0),
    ([0.80, 0.35, 0.48], 0.50),
    ([-0.55, 0.55, 0.63], 0.42),
    ([0.35, -0.75, 0.56], 0.36),
    ([0.93, -0.30, 0.22], 0.30),
    ([0.30, 0.90, 0.32], 0.24),
];

pub fn pintar(lienzo: &mut Lienzo) {
    lienzo.sombra(CENTRO + en(12.0, 36.0), 62.0, 20.0, 0.75);
    cabo_suelto(lienzo);
    let esquina = en(RADIO + 2.0, RADIO + 2.0);
    lienzo.pintar(Caja(CENTRO - esquina, CENTRO + esquina), |p| {
        let d = circulo(p, CENTRO, RADIO + (ruido(p * 0.3) - 0.5) * 1.5);
        if d > 1.0 { ([0.0; 3], 0.0) } else { (lana(p), cubre(d)) }
    });
    pelusa(lienzo);
}

/// Las fibras sueltas del contorno: sin ellas parecería de plástico.
fn pelusa(lienzo: &mut Lienzo) {
    let mut azar = Azar::con_semilla(23);
    for _ in 0..150 {
        let fuera = en(1.0, 0.0).girado(azar.entre(0.0, std::f32::consts::TAU));
        let raiz = CENTRO + fuera * (RADIO - azar.entre(0.0, 3.0));
        let rumbo = fuera.girado(azar.entre(-1.2, 1.2));
        let largo = azar.entre(2.5, 6.0);
        let puntos = [raiz, raiz + fuera * (largo * 0.6), raiz + rumbo * largo];
        let tinta = mezcla(HILO_OSCURO, color(0xB8_FFF4), 0.5 - (fuera.x + fuera.y) * 0.4);
        lienzo.trazo(&Trazo { puntos, grosor: (0.7, 0.2), color: tinta, opacidad: 0.6 });
    }
}

/// El color de un punto del ovillo: manda la vuelta de más arriba que pasa por él.
fn lana(p: Punto) -> Color {
    let q = (p - CENTRO) * (1.0 / RADIO);
    let z = (1.0 - q.x * q.x - q.y * q.y).max(0.0).sqrt();
    let mut hebra = HILO;
    for (n, (eje, faja)) in VUELTAS.into_iter().enumerate() {
        let altura = q.x * eje[0] + q.y * eje[1] + z * eje[2];
        if altura.abs() > faja {
            continue;
        }
        let giro = (q.x * eje[1] - q.y * eje[0]).atan2(z - altura * eje[2]);
        let lomo = (altura * 11.0 + n as f32 * 0.37).fract().abs();
        let redondo = (lomo * std::f32::consts::PI).sin().abs();
        let torsion = 0.5 + 0.5 * (giro * 46.0 + lomo * 5.0).sin();
        let borde = suave(faja, faja - 0.07, altura.abs());
        hebra = mezcla(HILO_OSCURO, HILO, redondo * 0.85 + torsion * 0.18);
        hebra = por(hebra, (0.62 + 0.38 * borde) * (0.86 + 0.06 * n as f32));
    }
    let luz = relieve(q.x * 0.98, q.y * 0.98);
    mezcla(iluminar(hebra, luz), color(0xE8_FFF4), suave(0.66, 1.0, luz) * 0.36)
}

/// El hilo que se ha soltado y cruza el cojín por delante del gato.
fn cabo_suelto(lienzo: &mut Lienzo) {
    let tramos = [
        [en(96.0, 322.0), en(112.0, 340.0), en(150.0, 338.5)],
        [en(150.0, 338.5), en(190.0, 337.0), en(222.0, 343.0)],
        [en(222.0, 343.0), en(262.0, 350.0), en(296.0, 339.0)],
    ];
    for puntos in tramos {
        let sombra = puntos.map(|p| p + en(1.5, 2.5));
        lienzo.trazo(&Trazo { puntos: sombra, grosor: (4.6, 4.6), color: color(0x3A_0A2A), opacidad: 0.5 });
    }
    for puntos in tramos {
        lienzo.trazo(&Trazo { puntos, grosor: (4.0, 4.0), color: HILO_OSCURO, opacidad: 1.0 });
        let arriba = puntos.map(|p| p + en(-0.3, -0.5));
        lienzo.trazo(&Trazo { puntos: arriba, grosor: (2.6, 2.6), color: HILO, opacidad: 1.0 });
        let [a, b, c] = puntos;
        for i in 0..18 {
            let p = curva(a, b, c, i as f32 / 18.0);
            let vuelta = [p + en(-0.9, 1.5), p, p + en(0.9, -1.5)];
            lienzo.trazo(&Trazo { puntos: vuelta, grosor: (0.8, 0.8), color: HILO_OSCURO, opacidad: 0.7 });
        }
    }
}
