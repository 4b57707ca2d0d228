//! Esperar turno: cuánto se insiste a un servidor que dice que está con otro. Máquina pura: la hora se la dicen.

use std::time::Duration;

/// Entre intento e intento: cuatro veces por segundo no le estorba.
pub const TURNO: Duration = Duration::from_millis(250);

/// Desde cuándo se espera, y hasta cuándo.
#[derive(Debug)]
pub struct Turno {
    espera: Duration,
    desde: Option<Duration>,
    /// Pasada la espera, cuándo se le cree si aún dice que no.
    ultima: Option<Duration>,
}

impl Turno {
    pub fn nuevo(espera: Duration) -> Self {
        Self { espera, desde: None, ultima: None }
    }

    /// ¿Se está esperando ya?
    pub fn esperando(&self) -> bool {
        self.desde.is_some()
    }

    /// Ha dicho que está ocupado: ¿es para dejarlo? Pasada la espera se le pregunta una vez más, porque lo que se acaba de
    /// leer puede ser de hace rato: quizá quien ha estado parado es este programa.
    pub fn ocupado(&mut self, ahora: Duration) -> bool {
        let desde = *self.desde.get_or_insert(ahora);
        ahora.saturating_sub(desde) > self.espera && ahora >= *self.ultima.get_or_insert(ahora + TURNO)
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    #[test]
    fn pasada_la_espera_no_se_cree_lo_que_estuviera_en_la_cola() {
        let ms = Duration::from_millis;
        let mut turno = Turno::nuevo(ms(1000));
        assert!(!turno.esperando() && !turno.ocupado(ms(0)) && turno.esperando());
        // El programa se durmió un minuto, y esto lo dijeron antes.
        assert!(!turno.ocupado(ms(60_000)) && !turno.ocupado(ms(60_001)));
        // Esto ya es la respuesta a la última pregunta.
        assert!(turno.ocupado(ms(60_000) + TURNO));
    }
}
