//! Medir plazos mientras otro no para de escribir, y sin dejarse engañar por una máquina que va a tirones.

use std::time::{Duration, Instant};

use super::Buzon;
use crate::hallazgo::Paso;
use crate::mesa::Mesa;
use crate::programa::Estado;

/// Cómo ha acabado el programa mientras otro no paraba de escribirle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charla {
    /// Ha acabado por sí mismo.
    Acaba,
    /// Ha hecho algo: ha llegado un datagrama suyo.
    Habla,
    /// Ni lo uno ni lo otro, en todo el tiempo que se le ha dado.
    Espera,
    /// La máquina iba a tirones y ha habido silencios: no se puede deducir nada.
    SinMedir,
}

impl Buzon<'_> {
    /// Envía lo mismo otra vez, sin apuntarlo: una transcripción llena de lo mismo no se lee.
    fn repetir(&self, datagrama: &[u8]) {
        if let Some(suya) = self.suya {
            let _ = self.socket.send_to(datagrama, suya);
        }
    }

    /// Mientras el programa no diga ni haga nada, otro le escribe cada `pausa`, hasta que pase `plazo`.
    pub fn charlar(&mut self, otro: &mut Self, datagrama: &[u8], pausa: Duration, plazo: Duration) -> Charla {
        let mut paciencia = self.mesa.paciencia(plazo, self.programa);
        let mut hueco = Duration::ZERO;
        let mut anterior = Instant::now();
        otro.enviar(datagrama);
        self.mesa.nota(format!("y sigue escribiéndole, cada {} ms", pausa.as_millis()));
        loop {
            hueco = hueco.max(anterior.elapsed());
            anterior = Instant::now();
            otro.repetir(datagrama);
            let llegado = self.recibir_mientras(&mut paciencia, |_| anterior.elapsed() < pausa);
            let charla = match llegado {
                Some(llegado) => {
                    self.llegados.push_front(llegado);
                    Charla::Habla
                }
                None if self.programa.estado() != Estado::Vivo => Charla::Acaba,
                None if anterior.elapsed() < pausa => return Charla::Espera,
                None => continue,
            };
            return if hueco.max(anterior.elapsed()) > pausa * 2 { Charla::SinMedir } else { charla };
        }
    }
}

/// Juega algo que mide tiempos hasta que la máquina deja medir: hasta que devuelve `true`. Si no hay manera, no se acusa a nadie.
pub fn medido(mesa: &Mesa<'_>, una_vez: impl Fn() -> Paso<bool>) -> Paso {
    for _ in 0..4 {
        if una_vez()? {
            break;
        }
        mesa.nota("la máquina iba a tirones y no se ha podido medir: otra vez");
    }
    Ok(())
}
