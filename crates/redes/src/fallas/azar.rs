//! Números que parecen al azar y se pueden repetir: con la misma semilla salen siempre los mismos.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Un generador de números (SplitMix64). No sirve para guardar secretos: sirve para repetir una prueba.
///
/// Su estado es un contador al que cada vez se suma un número impar, así que pasa por los 2⁶⁴ valores antes de
/// repetir uno: no hay semilla mala. Los generadores que desplazan y mezclan su propio estado (xorshift) se quedan
/// en el cero para siempre si empiezan en él; a este le da igual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Azar {
    contador: u64,
}

impl Azar {
    /// Empieza en `semilla`. Cualquiera vale, también 0.
    #[must_use]
    pub fn nuevo(semilla: u64) -> Self {
        Self { contador: semilla }
    }

    /// Una semilla imprevista, corta, para escribirla en la pantalla y poder volver a teclearla.
    #[must_use]
    pub fn semilla_imprevista() -> u64 {
        // `std` la usa para que nadie prevea sus tablas; se la pide al sistema, sin reloj.
        RandomState::new().build_hasher().finish() % 1_000_000
    }

    /// El número siguiente: 64 bits.
    pub fn siguiente(&mut self) -> u64 {
        self.contador = self.contador.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mezcla = self.contador;
        mezcla = (mezcla ^ (mezcla >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mezcla = (mezcla ^ (mezcla >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mezcla ^ (mezcla >> 31)
    }

    /// Revuelve un número: el primero que sale con él de semilla. De números seguidos salen otros que no lo parecen, y el
    /// mismo da siempre el mismo.
    #[must_use]
    pub fn mezclar(numero: u64) -> u64 {
        Self::nuevo(numero).siguiente()
    }

    /// El siguiente, entre 0 y 1 (sin llegar a 1).
    #[allow(clippy::cast_precision_loss)]
    pub fn fraccion(&mut self) -> f64 {
        // 53 bits son los que caben exactos en un `f64`.
        (self.siguiente() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// El siguiente, de 0 a `limite`, sin llegar a él. Si `limite` es 0, da 0.
    #[allow(clippy::cast_possible_truncation)]
    pub fn menor_que(&mut self, limite: u64) -> u64 {
        // La mitad alta de un producto de 128 bits: reparte mejor que el resto de una división.
        ((u128::from(self.siguiente()) * u128::from(limite)) >> 64) as u64
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Los de la publicación del generador: si cambian, ninguna semilla escrita en un libro o en una prueba vale ya.
    #[test]
    fn la_sucesion_es_la_de_siempre() {
        let mut azar = Azar::nuevo(0);
        let primeros = [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f];
        assert_eq!([(); 3].map(|()| azar.siguiente()), primeros);
        assert_eq!(Azar::mezclar(0), primeros[0]);
        assert_eq!(Azar::mezclar(1_234_567), Azar::nuevo(1_234_567).siguiente());
    }

    #[test]
    fn los_limites_se_respetan() {
        let mut azar = Azar::nuevo(7);
        for _ in 0..1000 {
            assert!(azar.menor_que(3) < 3 && azar.fraccion() < 1.0);
        }
        assert_eq!(azar.menor_que(0), 0);
    }
}
