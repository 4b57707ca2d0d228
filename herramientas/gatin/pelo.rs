//! El pelaje: miles de pelos afilados, cada uno con su dirección, su largo y su matiz.
//!
//! Primero se pinta la piel y encima los pelos, ordenados como las tejas de un tejado: los de delante los últimos.

use crate::azar::{Azar, ruido};
use crate::color::{Color, color, por};
use crate::formas::{Punto, en};
use crate::lienzo::{Caja, Lienzo, Trazo, cubre};

pub const NARANJA: Color = color(0xF2_9A45);
pub const RAYA: Color = color(0xA8_4E1C);
pub const CREMA: Color = color(0xFF_E2B4);
pub const BLANCO: Color = color(0xFF_F8EE);

/// Todo lo que hay que saber de una parte del gato para cubrirla de pelo.
pub struct Pelaje<'a> {
    pub caja: Caja,
    /// La silueta, como distancia con signo.
    pub forma: &'a dyn Fn(Punto) -> f32,
    /// El color ya iluminado de cada punto.
    pub color: &'a dyn Fn(Punto) -> Color,
    /// Hacia dónde crece el pelo.
    pub rumbo: &'a dyn Fn(Punto) -> Punto,
    /// Lo que mide el pelo, en píxeles.
    pub largo: &'a dyn Fn(Punto) -> f32,
    /// Los pelos con un número más alto se pintan antes y quedan debajo.
    pub detras: &'a dyn Fn(Punto) -> f32,
    /// Píxeles entre un pelo y el siguiente.
    pub separacion: f32,
    pub semilla: u32,
}

impl Pelaje<'_> {
    pub fn pintar(&self, lienzo: &mut Lienzo) {
        lienzo.pintar(self.caja, |p| {
            let tapa = cubre((self.forma)(p) + 0.8);
            if tapa > 0.0 { (por((self.color)(p), 0.93), tapa) } else { ([0.0; 3], 0.0) }
        });
        let mut azar = Azar::con_semilla(self.semilla);
        let mut raices = self.raices(&mut azar);
        raices.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, raiz) in raices {
            lienzo.trazo(&self.pelo(raiz, &mut azar));
        }
    }

    /// Reparte raíces por una cuadrícula movida al azar: sin calvas y sin que se note la cuadrícula.
    fn raices(&self, azar: &mut Azar) -> Vec<(f32, Punto)> {
        let mut raices = Vec::new();
        let Caja(inicio, fin) = self.caja;
        let mut y = inicio.y;
        while y < fin.y {
            let mut x = inicio.x;
            while x < fin.x {
                let p = en(x + azar.entre(0.0, self.separacion), y + azar.entre(0.0, self.separacion));
                if (self.forma)(p) < -1.0 {
                    raices.push(((self.detras)(p), p));
                }
                x += self.separacion;
            }
            y += self.separacion;
        }
        raices
    }

    fn pelo(&self, raiz: Punto, azar: &mut Azar) -> Trazo {
        // Los pelos vecinos se inclinan juntos y comparten tono: así se forman mechones.
        let mechon = ruido(raiz * 0.16) - 0.5;
        let rumbo = (self.rumbo)(raiz).girado(mechon * 0.9 + azar.entre(-0.22, 0.22));
        let largo = (self.largo)(raiz) * azar.entre(0.7, 1.2);
        let curvatura = azar.entre(-0.18, 0.18) * largo;
        let medio = raiz + rumbo * (largo * 0.55) + en(-rumbo.y, rumbo.x) * curvatura;
        let brillo = 1.02 + azar.entre(-0.13, 0.13) + mechon * 0.16;
        Trazo {
            puntos: [raiz, medio, raiz + rumbo * largo],
            grosor: (1.25, 0.25),
            color: por((self.color)(raiz), brillo),
            opacidad: azar.entre(0.5, 0.85),
        }
    }
}
