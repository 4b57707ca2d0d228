//! El lienzo: dónde se pinta y cómo se convierte en una imagen.
//!
//! Se pinta al doble de tamaño y al final cada cuatro puntos se promedian en un píxel: los bordes quedan suaves.

use image::{Rgb, RgbImage};

use crate::azar::ruido;
use crate::color::{Color, color, mezcla};
use crate::formas::{Punto, curva, en, segmento, suave};

pub const ANCHO: u32 = 480;
pub const ALTO: u32 = 360;

/// Puntos de lienzo por píxel de imagen, en cada dirección.
const ESCALA: u32 = 2;

/// Cuánto tapa una forma el punto que está a distancia `d` de su borde.
pub fn cubre(d: f32) -> f32 {
    (0.5 - d * ESCALA as f32).clamp(0.0, 1.0)
}

/// El rectángulo que hay que recorrer para pintar algo.
#[derive(Clone, Copy)]
pub struct Caja(pub Punto, pub Punto);

/// Una línea que empieza con grosor `grosor.0` y acaba con `grosor.1`.
pub struct Trazo {
    pub puntos: [Punto; 3],
    pub grosor: (f32, f32),
    pub color: Color,
    pub opacidad: f32,
}

pub struct Lienzo {
    puntos: Vec<Color>,
}

impl Lienzo {
    pub fn nuevo() -> Self {
        Self { puntos: vec![[0.0; 3]; (ANCHO * ESCALA * ALTO * ESCALA) as usize] }
    }

    pub fn todo() -> Caja {
        Caja(en(0.0, 0.0), en(ANCHO as f32, ALTO as f32))
    }

    /// Pregunta a `pincel` de qué color y con qué opacidad pinta cada punto de `caja`.
    pub fn pintar(&mut self, caja: Caja, pincel: impl Fn(Punto) -> (Color, f32)) {
        let limite = |v: f32, tope: u32| (v * ESCALA as f32).clamp(0.0, (tope * ESCALA) as f32) as u32;
        for j in limite(caja.0.y, ALTO)..limite(caja.1.y + 1.0, ALTO) {
            for i in limite(caja.0.x, ANCHO)..limite(caja.1.x + 1.0, ANCHO) {
                let p = en((i as f32 + 0.5) / ESCALA as f32, (j as f32 + 0.5) / ESCALA as f32);
                let (tinta, opacidad) = pincel(p);
                if opacidad > 0.0 {
                    let punto = &mut self.puntos[(j * ANCHO * ESCALA + i) as usize];
                    *punto = mezcla(*punto, tinta, opacidad);
                }
            }
        }
    }

    /// Un halo redondo que se desvanece hacia fuera.
    pub fn resplandor(&mut self, centro: Punto, radio: f32, tinta: Color, fuerza: f32) {
        let esquina = en(radio, radio);
        self.pintar(Caja(centro - esquina, centro + esquina), |p| {
            let cae = 1.0 - suave(0.0, radio, (p - centro).largo());
            (tinta, cae * cae * fuerza)
        });
    }

    /// Oscurece una elipse de bordes difusos: la sombra de algo que se apoya.
    pub fn sombra(&mut self, centro: Punto, rx: f32, ry: f32, fuerza: f32) {
        const TINTA: Color = color(0x1E_0A22);
        self.pintar(Caja(centro - en(rx, ry), centro + en(rx, ry)), |p| {
            let q = p - centro;
            (TINTA, (1.0 - suave(0.1, 1.0, en(q.x / rx, q.y / ry).largo())) * fuerza)
        });
    }

    /// Dibuja una curva afilada: un pelo, un bigote, una hebra.
    pub fn trazo(&mut self, trazo: &Trazo) {
        let [a, b, c] = trazo.puntos;
        let tramos = (((c - a).largo() / 4.0) as usize).clamp(2, 14);
        let paso = |i: usize| curva(a, b, c, i as f32 / tramos as f32);
        let camino: Vec<Punto> = (0..=tramos).map(paso).collect();
        let margen = trazo.grosor.0.max(trazo.grosor.1) + 1.0;
        let (mut min, mut max) = (a, a);
        for p in &camino {
            min = en(min.x.min(p.x), min.y.min(p.y));
            max = en(max.x.max(p.x), max.y.max(p.y));
        }
        self.pintar(Caja(min - en(margen, margen), max + en(margen, margen)), |p| {
            let mut tapa = 0.0_f32;
            for (i, extremos) in camino.windows(2).enumerate() {
                let (d, t) = segmento(p, extremos[0], extremos[1]);
                let avance = (i as f32 + t) / tramos as f32;
                let radio = (trazo.grosor.0 + (trazo.grosor.1 - trazo.grosor.0) * avance) * 0.5;
                // Una línea más fina que un punto no se adelgaza: se vuelve transparente.
                tapa = tapa.max(cubre(d - radio) * (radio * 2.0 * ESCALA as f32).min(1.0));
            }
            (trazo.color, tapa * trazo.opacidad)
        });
    }

    /// El acabado de la foto: el halo del sol, las esquinas algo más oscuras y un grano finísimo, para que los fondos lisos tengan vida.
    pub fn revelar(&mut self) {
        self.resplandor(en(50.0, 40.0), 300.0, color(0xFF_E2A0), 0.26);
        let centro = en(ANCHO as f32 * 0.48, ALTO as f32 * 0.5);
        self.pintar(Self::todo(), |p| {
            let q = p - centro;
            let lejos = en(q.x / 300.0, q.y / 240.0).largo();
            (color(0x14_0A28), suave(0.60, 1.40, lejos) * 0.38 + ruido(p * 1.7) * 0.015)
        });
    }

    /// Promedia los puntos de cada píxel y entrega la imagen.
    pub fn imagen(&self) -> RgbImage {
        RgbImage::from_fn(ANCHO, ALTO, |x, y| {
            let mut suma = [0.0; 3];
            for n in 0..ESCALA * ESCALA {
                let (i, j) = (x * ESCALA + n % ESCALA, y * ESCALA + n / ESCALA);
                let punto = self.puntos[(j * ANCHO * ESCALA + i) as usize];
                for (total, canal) in suma.iter_mut().zip(punto) {
                    *total += canal.clamp(0.0, 1.0);
                }
            }
            Rgb(suma.map(|total| (total / (ESCALA * ESCALA) as f32 * 255.0).round() as u8))
        })
    }
}
