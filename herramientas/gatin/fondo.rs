//! Detrás y debajo del gato: la pared, la ventana con su luz, las bombillas y el cojín.

use crate::formas::{Azar, Punto, circulo, curva, elipse, en, ruido, segmento, suave};
use crate::lienzo::{ANCHO, Caja, Color, Lienzo, Trazo, color, cubre, filtrar, iluminar, mezcla, por, volumen};

const SUELO: f32 = 286.0;
const CRISTAL: Caja = Caja(en(-12.0, -10.0), en(166.0, 206.0));
const CENTRO_COJIN: Punto = en(238.0, 317.0);
const RADIOS_COJIN: Punto = en(228.0, 35.0);

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
