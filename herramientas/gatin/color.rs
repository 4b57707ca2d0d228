//! Los colores, y cómo los cambia la luz de la ventana.

use crate::formas::{Punto, en, suave};

/// Rojo, verde y azul, entre 0 y 1 (pueden pasarse mientras se pinta).
pub type Color = [f32; 3];

/// El color que se escribe `0xRRVVAA`.
pub const fn color(hex: u32) -> Color {
    [((hex >> 16) & 0xFF) as f32 / 255.0, ((hex >> 8) & 0xFF) as f32 / 255.0, (hex & 0xFF) as f32 / 255.0]
}

pub fn mezcla(a: Color, b: Color, t: f32) -> Color {
    let t = t.clamp(0.0, 1.0);
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

pub fn por(a: Color, k: f32) -> Color {
    [a[0] * k, a[1] * k, a[2] * k]
}

pub fn filtrar(a: Color, filtro: Color) -> Color {
    [a[0] * filtro[0], a[1] * filtro[1], a[2] * filtro[2]]
}

/// La sombra tira a malva y la luz a dorado: con eso un naranja deja de ser plano. `luz` va de 0 a 1.
pub fn iluminar(base: Color, luz: f32) -> Color {
    const SOMBRA: Color = [0.50, 0.36, 0.46];
    const LUZ: Color = [1.16, 1.10, 1.00];
    filtrar(base, mezcla(SOMBRA, LUZ, luz))
}

/// Cuánta luz recibe `p` si la forma fuera un cojín mullido que se curva en los `grosor` píxeles junto al borde.
pub fn volumen(forma: &dyn Fn(Punto) -> f32, p: Punto, grosor: f32) -> f32 {
    const PASO: f32 = 1.5;
    let d = forma(p);
    let pendiente = en(forma(p + en(PASO, 0.0)) - d, forma(p + en(0.0, PASO)) - d) * (1.0 / PASO);
    let z = (1.0 + d / grosor).clamp(0.0, 1.0);
    relieve(pendiente.x * z, pendiente.y * z)
}

/// Cuánta luz de la ventana, arriba a la izquierda, recibe una superficie inclinada hacia (`nx`, `ny`).
pub fn relieve(nx: f32, ny: f32) -> f32 {
    const HACIA_LA_LUZ: [f32; 3] = [-0.52, -0.56, 0.645];
    let nz = (1.0 - nx * nx - ny * ny).max(0.0).sqrt();
    let lambert = nx * HACIA_LA_LUZ[0] + ny * HACIA_LA_LUZ[1] + nz * HACIA_LA_LUZ[2];
    (lambert * 0.66 + 0.34).clamp(0.0, 1.0)
}

/// El borde de lo que está entre la ventana y la pared: un filo dorado por la izquierda y un reflejo verde azulado por
/// la derecha. `d` es la distancia al borde y `lado` va de -1 (izquierda) a 1.
pub fn contraluz(tinta: Color, d: f32, lado: f32) -> Color {
    const SOL: Color = color(0xFF_EDB5);
    const PARED: Color = color(0x2A_7F93);
    let filo = suave(-13.0, 0.0, d);
    let dorada = mezcla(tinta, SOL, filo * (-lado).clamp(0.0, 1.0) * 0.60);
    mezcla(dorada, PARED, filo * lado.clamp(0.0, 1.0) * 0.34)
}
