//! La geometría del dibujo: puntos y distancias con signo (SDF).
//!
//! Una SDF contesta a «¿a cuánto está este punto del borde?»: negativa dentro, positiva fuera. Con ese número se
//! suavizan los bordes, se funden unas formas con otras y se finge su volumen.

use std::ops::{Add, Mul, Sub};

/// Un punto (o una dirección) del dibujo, en píxeles de la imagen final; `y` crece hacia abajo.
#[derive(Clone, Copy)]
pub struct Punto {
    pub x: f32,
    pub y: f32,
}

pub const fn en(x: f32, y: f32) -> Punto {
    Punto { x, y }
}

impl Add for Punto {
    type Output = Self;
    fn add(self, otro: Self) -> Self {
        en(self.x + otro.x, self.y + otro.y)
    }
}

impl Sub for Punto {
    type Output = Self;
    fn sub(self, otro: Self) -> Self {
        en(self.x - otro.x, self.y - otro.y)
    }
}

impl Mul<f32> for Punto {
    type Output = Self;
    fn mul(self, k: f32) -> Self {
        en(self.x * k, self.y * k)
    }
}

impl Punto {
    pub fn largo(self) -> f32 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    pub fn unidad(self) -> Self {
        self * (1.0 / self.largo().max(1e-4))
    }

    pub fn girado(self, angulo: f32) -> Self {
        let (s, c) = angulo.sin_cos();
        en(self.x * c - self.y * s, self.x * s + self.y * c)
    }

    /// El mismo punto visto en el lado derecho: casi todo en un gato es simétrico.
    pub fn reflejado(self) -> Self {
        en(self.x.abs(), self.y)
    }
}

pub fn circulo(p: Punto, centro: Punto, radio: f32) -> f32 {
    (p - centro).largo() - radio
}

/// Distancia aproximada a una elipse: exacta en el borde, que es donde importa.
pub fn elipse(p: Punto, centro: Punto, rx: f32, ry: f32) -> f32 {
    let q = p - centro;
    let k0 = en(q.x / rx, q.y / ry).largo();
    let k1 = en(q.x / (rx * rx), q.y / (ry * ry)).largo();
    if k1 < 1e-6 { -rx.min(ry) } else { k0 * (k0 - 1.0) / k1 }
}

/// Distancia al segmento `a`-`b` y en qué parte de él (0 a 1) cae el punto más cercano.
pub fn segmento(p: Punto, a: Punto, b: Punto) -> (f32, f32) {
    let (px, py) = (p.x - a.x, p.y - a.y);
    let (bx, by) = (b.x - a.x, b.y - a.y);
    let t = ((px * bx + py * by) / (bx * bx + by * by).max(1e-6)).clamp(0.0, 1.0);
    let (dx, dy) = (px - bx * t, py - by * t);
    ((dx * dx + dy * dy).sqrt(), t)
}

/// Un triángulo de puntas redondeadas, con los vértices en el sentido de las agujas del reloj.
pub fn triangulo(p: Punto, vertices: [Punto; 3], redondeo: f32) -> f32 {
    let mut borde = f32::MAX;
    let mut dentro = true;
    for i in 0..3 {
        let (a, b) = (vertices[i], vertices[(i + 1) % 3]);
        borde = borde.min(segmento(p, a, b).0);
        dentro &= (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0.0;
    }
    if dentro { -borde - redondeo } else { borde - redondeo }
}

/// La unión de dos formas con la junta fundida en `k` píxeles: de ahí salen los mofletes.
pub fn fundir(a: f32, b: f32, k: f32) -> f32 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - h * h * k * 0.25
}

/// Un punto de la curva de Bézier que va de `a` a `c` atraída por `b`.
pub fn curva(a: Punto, b: Punto, c: Punto, t: f32) -> Punto {
    a * ((1.0 - t) * (1.0 - t)) + b * (2.0 * t * (1.0 - t)) + c * (t * t)
}

/// Pasa de 0 a 1 entre `a` y `b`, con la entrada y la salida suaves.
pub fn suave(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Una mancha difusa alrededor de `centro`: 1 en medio, 0 a partir del borde de la elipse.
pub fn mancha(p: Punto, centro: Punto, rx: f32, ry: f32) -> f32 {
    1.0 - suave(0.35, 1.0, en((p.x - centro.x) / rx, (p.y - centro.y) / ry).largo())
}
