//! El cuerpo del gato sentado, de atrás adelante, y su collar.

use crate::cola::cola;
use crate::color::{Color, color, mezcla, volumen};
use crate::formas::{Punto, elipse, en, segmento, suave};
use crate::lienzo::{Caja, Lienzo, Trazo, cubre};
use crate::patas::{muslo, pata_delantera, pata_trasera};
use crate::pelo::BLANCO;
use crate::tronco::tronco;

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
