//! El cojín de terciopelo, con su cordón dorado.

use crate::azar::ruido;
use crate::color::{Color, color, filtrar, iluminar, mezcla, por, volumen};
use crate::formas::{Punto, elipse, en, segmento, suave};
use crate::lienzo::{ANCHO, Caja, Lienzo, cubre};

const CENTRO_COJIN: Punto = en(238.0, 317.0);

const RADIOS_COJIN: Punto = en(228.0, 35.0);

/// El cojín de terciopelo, con su cordón dorado.
pub fn cojin(lienzo: &mut Lienzo) {
    lienzo.sombra(CENTRO_COJIN + en(10.0, 14.0), 256.0, 50.0, 0.9);
    let forma = |p: Punto| {
        let ondas = (p.x * 0.06).sin() * 0.6;
        elipse(p, CENTRO_COJIN + en(0.0, ondas), RADIOS_COJIN.x, RADIOS_COJIN.y)
    };
    // El canto, que asoma por debajo del cordón.
    lienzo.pintar(Caja(en(0.0, 280.0), en(ANCHO as f32, 370.0)), |p| {
        let d = forma(p - en(0.0, 12.0)).min(forma(p - en(0.0, 6.0)));
        let pliegue = ruido(en(p.x * 0.16, 7.0)) * 0.35;
        (iluminar(color(0xB0_2460), 0.66 - p.x / 900.0 - pliegue), cubre(d))
    });
    lienzo.pintar(Caja(en(0.0, 280.0), en(ANCHO as f32, 360.0)), |p| {
        let d = forma(p);
        if d > 1.0 {
            return ([0.0; 3], 0.0);
        }
        // Los frunces de la tela, que salen del cordón y se pierden hacia el centro.
        let q = en((p.x - CENTRO_COJIN.x) / RADIOS_COJIN.x, (p.y - CENTRO_COJIN.y) / RADIOS_COJIN.y);
        let frunce = ruido(en(q.y.atan2(q.x) * 12.0 + 60.0, q.largo() * 1.5)) - 0.5;
        let luz = volumen(&forma, p, 26.0) + frunce * suave(0.60, 0.98, q.largo()) * 0.40;
        (terciopelo(p, luz.clamp(0.0, 1.0)), cubre(d))
    });
    cordon(lienzo);
}

fn terciopelo(p: Punto, luz: f32) -> Color {
    const BASE: Color = color(0xD6_2F6E);
    const BRILLO: Color = color(0xFF_8FA8);
    const ORO: Color = color(0xF2_B84B);
    let q = en((p.x - CENTRO_COJIN.x) * 0.052, (p.y - CENTRO_COJIN.y) * 0.135);
    let celda = en(q.x - q.x.round(), q.y - q.y.round()) * 2.0;
    let bordado = (q.x.round() + q.y.round()) as i32 % 2 == 0;
    let flor = celda.largo() - 0.36 - 0.15 * (5.0 * celda.y.atan2(celda.x)).cos();
    let base = if bordado {
        mezcla(BASE, ORO, suave(0.07, -0.07, flor) * suave(0.06, 0.14, celda.largo()) * 0.8)
    } else {
        BASE
    };
    let pelusa = 0.93 + ruido(p * 0.9) * 0.14 + (ruido(p * 0.06) - 0.5) * 0.25;
    mezcla(iluminar(por(base, pelusa), luz), BRILLO, suave(0.74, 1.0, luz) * 0.35)
}

/// El cordón del borde: hebras retorcidas a lo largo de la elipse, que empiezan y acaban detrás del gato.
fn cordon(lienzo: &mut Lienzo) {
    const HEBRAS: usize = 300;
    for i in 0..HEBRAS {
        let angulo = std::f32::consts::TAU * (0.75 + i as f32 / HEBRAS as f32);
        let (s, c) = angulo.sin_cos();
        let ondas = ((CENTRO_COJIN.x + c * RADIOS_COJIN.x) * 0.06).sin() * 0.6;
        let centro = CENTRO_COJIN + en(c * RADIOS_COJIN.x, s * RADIOS_COJIN.y + ondas);
        let rumbo = en(-s * RADIOS_COJIN.x, c * RADIOS_COJIN.y).unidad().girado(0.75) * 2.6;
        lienzo.pintar(Caja(centro - en(6.0, 6.0), centro + en(6.0, 6.0)), |p| {
            let d = segmento(p, centro - rumbo, centro + rumbo).0 - 1.9;
            let luz = suave(3.0, -3.0, (p.x - centro.x) + (p.y - centro.y) * 1.4);
            (filtrar(mezcla(color(0x8A_4A1E), color(0xFF_DC82), luz), [1.0, 0.98, 0.95]), cubre(d))
        });
    }
}
