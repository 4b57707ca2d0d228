//! Las preguntas, barajadas: en una partida no se repite ninguna, y hasta que no salen todas no vuelve a salir la misma.

use redes::fallas::Azar;

use super::preguntas::pregunta::Pregunta;

#[derive(Debug)]
pub struct Baraja {
    preguntas: Vec<Pregunta>,
    /// Las que quedan por salir, por su lugar en `preguntas`.
    quedan: Vec<usize>,
    azar: Azar,
}

impl Baraja {
    /// La misma semilla da siempre el mismo orden.
    pub fn nueva(preguntas: Vec<Pregunta>, semilla: u64) -> Self {
        Self {
            preguntas,
            quedan: Vec::new(),
            azar: Azar::nuevo(semilla),
        }
    }

    /// Las preguntas de una partida. Como mucho, tantas como haya.
    pub fn repartir(&mut self, cuantas: usize) -> Vec<Pregunta> {
        let cuantas = cuantas.min(self.preguntas.len());
        if self.quedan.len() < cuantas {
            self.quedan = (0..self.preguntas.len()).collect();
        }
        (0..cuantas)
            .map(|_| {
                let lugar = self.hasta(self.quedan.len());
                self.preguntas[self.quedan.swap_remove(lugar)].clone()
            })
            .collect()
    }

    /// Un número de 0 a `tope`, sin llegar.
    fn hasta(&mut self, tope: usize) -> usize {
        // El resto de dividir favorece un poco a los primeros; con 42 preguntas y 64 bits, nada que se note.
        (self.azar.siguiente() % tope.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod pruebas {
    use std::collections::HashSet;

    use super::*;
    use crate::juego::preguntas::lectura::incluidas;

    #[test]
    fn ninguna_se_repite_y_la_semilla_manda() {
        let preguntas = incluidas().unwrap();
        let total = preguntas.len();
        for semilla in 0..50 {
            let mut baraja = Baraja::nueva(preguntas.clone(), semilla);
            let todas =
                [baraja.repartir(5), baraja.repartir(total - 5)]
                    .concat();
            assert_eq!(
                todas
                    .iter()
                    .map(|p| &p.texto)
                    .collect::<HashSet<_>>()
                    .len(),
                total
            );
            assert_eq!(baraja.repartir(total + 1).len(), total);
            let mut otra = Baraja::nueva(preguntas.clone(), semilla);
            assert_eq!(otra.repartir(5), todas[..5]);
        }
        let primera = |semilla| {
            Baraja::nueva(preguntas.clone(), semilla).repartir(5)
        };
        assert_ne!(primera(1), primera(2));
    }
}
