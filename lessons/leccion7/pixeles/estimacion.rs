//! Cuánto va a tardar un envío con pausas, dicho antes de empezar.
//!
//! La cuenta fácil, datagramas × pausa, solo vale con pausas largas: dormir 30 µs son, según el sistema, 80, 200 o
//! más, porque nadie promete despertarnos antes. Así que se mide cuánto dura aquí de verdad una pausa.

use std::thread;
use std::time::{Duration, Instant};

use redes::cifras::{duracion, plural};

/// Las pausas que se miden, como mucho, y lo que se puede tardar en medirlas: que no se note.
const MUESTRAS: u32 = 15;
const MEDIR: Duration = Duration::from_millis(10);

/// Lo que se le dice a quien va a enviar `trozos` datagramas con esta `pausa` delante de cada uno.
pub fn estimar(trozos: u64, pausa: Duration) -> Vec<String> {
    contar(trozos, pausa, medir(pausa))
}

/// Lo que dura una pausa cuando se duerme de verdad: la de en medio de varias, que una mala no cuente
/// (si son dos, la más corta: se va a decir «al menos»).
fn medir(pausa: Duration) -> Duration {
    let cuantas = (MEDIR.as_nanos() / pausa.as_nanos().max(1)).min(MUESTRAS.into());
    let dormir = |_| {
        let inicio = Instant::now();
        thread::sleep(pausa);
        inicio.elapsed()
    };
    let mut medidas: Vec<Duration> = (0..cuantas).map(dormir).collect();
    medidas.sort();
    medidas.get(medidas.len().saturating_sub(1) / 2).copied().unwrap_or(pausa).max(pausa)
}

fn contar(trozos: u64, pausa: Duration, real: Duration) -> Vec<String> {
    let total = |pausa: Duration| duracion(pausa.saturating_mul(u32::try_from(trozos).unwrap_or(u32::MAX)));
    let mut lineas = vec![format!("{} × {} ≈ {}", plural(trozos, "datagrama"), duracion(pausa), total(pausa))];
    // Hasta un 10 % de más no cambia la idea que uno se hace.
    if real > pausa.mul_f64(1.1) {
        lineas.push(format!(
            "pero aquí, al pedir {} de pausa, el sistema da {}: serán al menos {}",
            duracion(pausa),
            duracion(real),
            total(real)
        ));
    }
    lineas
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn la_pausa_del_blog_se_cumple_y_con_ella_la_cuenta() {
        let (pausa, real) = (Duration::from_millis(5), Duration::from_micros(5070));
        assert_eq!(contar(307_200, pausa, real), ["307\u{a0}200 datagramas × 5 ms ≈ 25 min 36 s"]);
    }

    #[test]
    fn una_pausa_demasiado_corta_se_dice_con_lo_medido() {
        let lineas = contar(172_800, Duration::from_micros(30), Duration::from_micros(88));
        assert_eq!(
            lineas,
            [
                "172\u{a0}800 datagramas × 30 µs ≈ 5,2 s",
                "pero aquí, al pedir 30 µs de pausa, el sistema da 88 µs: serán al menos 15,2 s"
            ]
        );
    }

    #[test]
    fn medir_una_pausa_nunca_da_menos_de_lo_que_se_pide() {
        for pausa in [1, 30, 5000].map(Duration::from_micros) {
            assert!(medir(pausa) >= pausa);
        }
        assert_eq!(medir(Duration::MAX), Duration::MAX, "una pausa sin fin no se duerme para medirla");
    }
}
