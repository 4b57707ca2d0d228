//! Medir plazos mientras otro no para de escribir, y sin dejarse engañar por una máquina que va a tirones.

use std::time::{Duration, Instant};

use super::Buzon;
use crate::verificador::mesa::{Mesa, Paso};
use crate::verificador::programa::Estado;

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
    /// Mientras el programa no diga ni haga nada, otro le escribe cada `pausa`, hasta que pase `plazo`.
    pub fn charlar(&mut self, otro: &mut Self, datagrama: &[u8], pausa: Duration, plazo: Duration) -> Charla {
        let (inicio, mut anterior) = (Instant::now(), Instant::now());
        let mut hueco = Duration::ZERO;
        while inicio.elapsed() < plazo {
            hueco = hueco.max(anterior.elapsed());
            anterior = Instant::now();
            otro.enviar(datagrama);
            let llegado = self.recibir(pausa);
            let con_hueco = hueco.max(anterior.elapsed()) > pausa * 2;
            let charla = match llegado {
                Some(llegado) => {
                    self.llegados.push_front(llegado);
                    Charla::Habla
                }
                None if self.programa.estado() != Estado::Vivo => Charla::Acaba,
                None => continue,
            };
            return if con_hueco { Charla::SinMedir } else { charla };
        }
        Charla::Espera
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
