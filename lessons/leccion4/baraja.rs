//! Las preguntas, barajadas: en una partida no se repite ninguna, y hasta que no salen todas no vuelve a salir la misma.

use crate::preguntas::Pregunta;

#[derive(Debug)]
pub struct Baraja {
    preguntas: Vec<Pregunta>,
    /// Las que quedan por salir, por su lugar en `preguntas`.
    quedan: Vec<usize>,
    azar: u64,
}

impl Baraja {
    /// La misma semilla da siempre el mismo orden.
    pub fn nueva(preguntas: Vec<Pregunta>, semilla: u64) -> Self {
        Self { preguntas, quedan: Vec::new(), azar: semilla }
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

    /// Un número de 0 a `tope`, sin llegar. El generador es `splitmix64`: cinco líneas, y sirve con cualquier semilla
    /// (otros se quedan en el cero si empiezan en el cero).
    fn hasta(&mut self, tope: usize) -> usize {
        self.azar = self.azar.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.azar;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        // El resto de dividir favorece un poco a los primeros; con 42 preguntas y 64 bits, nada que se note.
        (x % tope.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod pruebas {
    use std::collections::HashSet;

    use super::*;
    use crate::preguntas::cargar;

    #[test]
    fn ninguna_se_repite_y_la_semilla_manda() {
        let preguntas = cargar(None).unwrap();
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
