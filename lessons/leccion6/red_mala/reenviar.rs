//! Lo que cuesta una pérdida en TCP, emulado: una falla más, hecha aquí.
//!
//! Por encima de TCP no se ve perderse nada: el sistema repite lo perdido y, mientras, lo de detrás espera. Esta máquina
//! pura hace esperar a los trozos lo que tardarían en llegar con sus reenvíos, y cuenta los bytes repetidos.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redes::fallas::{Cuando, Falla, Trozo};

/// Los reenvíos de un mismo trozo no pasan de aquí: con todo perdido, no acabarían.
const REENVIOS: u32 = 20;

/// Hace esperar a cada trozo lo que costaría reenviarlo. Los de detrás no lo adelantan.
pub struct Reenviar {
    pierde: Cuando,
    plazo: Duration,
    tope: Duration,
    repetidos: Arc<AtomicU64>,
    /// Cada trozo con la hora a la que llega; las horas no decrecen.
    cola: VecDeque<(Duration, Trozo)>,
}

impl Reenviar {
    /// `pierde` dice qué envíos se pierden, también entre los repetidos; la primera espera es `plazo`, cada una dobla la
    /// anterior hasta `tope`, y los bytes repetidos se suman en `repetidos`.
    pub fn nueva(pierde: Cuando, plazo: Duration, tope: Duration, repetidos: Arc<AtomicU64>) -> Self {
        Self { pierde, plazo, tope, repetidos, cola: VecDeque::new() }
    }

    fn espera(&mut self, bytes: usize) -> Duration {
        let (mut total, mut plazo) = (Duration::ZERO, self.plazo);
        // ANCHOR: reenviar
        for _ in 0..REENVIOS {
            if !self.pierde.toca() {
                break; // este envío llega
            }
            total += plazo; // se pierde: al acabarse el plazo, otro
            plazo = (plazo * 2).min(self.tope);
            self.repetidos.fetch_add(bytes as u64, Ordering::SeqCst);
        }
        // ANCHOR_END: reenviar
        total
    }
}

impl Falla<Trozo> for Reenviar {
    fn pasar(&mut self, trozo: Trozo, ahora: Duration, salida: &mut Vec<Trozo>) {
        let espera = match &trozo {
            Trozo::Bytes(bytes) => self.espera(bytes.len()),
            Trozo::Fin | Trozo::Corte => Duration::ZERO,
        };
        let ultima = self.cola.back().map_or(Duration::ZERO, |(hora, _)| *hora);
        self.cola.push_back((ahora.saturating_add(espera).max(ultima), trozo));
        self.soltar(ahora, salida);
    }

    fn soltar(&mut self, ahora: Duration, salida: &mut Vec<Trozo>) {
        let llegan = self.cola.iter().take_while(|(hora, _)| *hora <= ahora).count();
        salida.extend(self.cola.drain(..llegan).map(|(_, trozo)| trozo));
    }

    fn proxima(&self) -> Option<Duration> {
        self.cola.front().map(|(hora, _)| *hora)
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn cada_perdida_dobla_la_espera_y_lo_de_detras_espera_tambien() {
        let ms = Duration::from_millis;
        let repetidos = Arc::new(AtomicU64::new(0));
        // Se pierden los dos primeros envíos, que son del primer trozo.
        let mut red = Reenviar::nueva(Cuando::las([1, 2]), ms(10), ms(80), Arc::clone(&repetidos));
        let mut salen = Vec::new();
        let (uno, dos) = (Trozo::Bytes(b"uno".to_vec()), Trozo::Bytes(b"dos".to_vec()));
        red.pasar(uno.clone(), ms(1), &mut salen);
        red.pasar(dos.clone(), ms(2), &mut salen);
        red.pasar(Trozo::Fin, ms(3), &mut salen);
        assert_eq!((salen.len(), red.proxima()), (0, Some(ms(31))));
        red.soltar(ms(31), &mut salen);
        assert_eq!(salen, [uno, dos, Trozo::Fin]);
        assert_eq!((red.proxima(), repetidos.load(Ordering::SeqCst)), (None, 6));
    }

    #[test]
    fn con_todo_perdido_tambien_acaba() {
        let mut red = Reenviar::nueva(Cuando::siempre(), Duration::MAX / 100, Duration::MAX / 100, Arc::default());
        let mut salen = Vec::new();
        red.pasar(Trozo::Bytes(vec![1]), Duration::ZERO, &mut salen);
        red.soltar(Duration::MAX, &mut salen);
        assert_eq!(salen.len(), 1);
    }
}
