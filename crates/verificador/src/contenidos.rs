//! Lo que cambia de una comprobación a otra: lo que se envía sale de una semilla, que se dice cuando algo va mal.
//!
//! Si fuera siempre lo mismo, un programa podría acertar sin saber. Con la misma semilla se repite todo, byte a byte; con otra
//! cambian los contenidos, pero no sus tamaños ni lo que se comprueba con ellos: el veredicto es el mismo.

use std::collections::BTreeMap;
use std::sync::Mutex;

use redes::fallas::Azar;
use redes::hilos::tomar;

use super::mesa::Mesa;

/// De cuatro letras todas, y ninguna con tilde: se cambia una por otra y lo demás sigue en su sitio.
const PALABRAS: [&str; 16] = [
    "mesa", "luna", "hola", "gato", "pera", "nube", "isla", "pato", "rosa", "vela", "tren", "cubo", "dado", "faro",
    "lobo", "mapa",
];

impl Mesa<'_> {
    /// Números que salen de la semilla de esta comprobación. Empiezan siempre por el mismo: se piden una vez en cada caso.
    pub fn azar(&self) -> Azar {
        Azar::nuevo(self.semilla)
    }

    /// Una palabra de cuatro letras. Con otro número, otra distinta: hay dieciséis.
    pub fn palabra(&self, cual: u64) -> &'static str {
        PALABRAS[(self.semilla.wrapping_add(cual) % PALABRAS.len() as u64) as usize]
    }

    /// Bytes en los que ningún trozo se parece a otro. Ninguno es un cero, un salto ni una letra: lo que sobre o falte se tiene
    /// que ver.
    pub fn bytes_variados(&self, cuantos: usize) -> Vec<u8> {
        // Dieciséis megas cuestan de hacer lo que un caso entero, y se piden en cada comprobación: se guardan, los de las últimas.
        static HECHOS: Mutex<BTreeMap<u64, (Azar, Vec<u8>)>> = Mutex::new(BTreeMap::new());
        let mut hechos = tomar(&HECHOS);
        if hechos.len() > 2 {
            hechos.retain(|semilla, _| *semilla == self.semilla);
        }
        let (azar, bytes) = hechos.entry(self.semilla).or_insert_with(|| (self.azar(), Vec::new()));
        while bytes.len() < cuantos {
            bytes.extend_from_slice(&(azar.siguiente() | 0x8080_8080_8080_8080).to_be_bytes());
        }
        bytes[..cuantos].to_vec()
    }

    /// Tantos bytes de los 256 que hay: en cuanto son unos miles, están todos.
    pub fn bytes_cualesquiera(&self, cuantos: usize) -> Vec<u8> {
        let mut azar = self.azar();
        let mut bytes: Vec<u8> = (0..cuantos.div_ceil(8)).flat_map(|_| azar.siguiente().to_le_bytes()).collect();
        bytes.truncate(cuantos);
        bytes
    }
}

#[cfg(test)]
mod pruebas {
    use std::collections::HashSet;
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn la_semilla_lo_decide_todo() {
        let nunca = AtomicBool::new(false);
        let con = |semilla| Mesa::nueva(&[], None, semilla, &nunca);
        let (una, otra) = (con(7), con(8));
        assert_eq!(una.bytes_variados(5000), con(7).bytes_variados(5001)[..5000]);
        assert_ne!(una.bytes_variados(5000), otra.bytes_variados(5000));
        assert_eq!(una.otra().bytes_cualesquiera(13), con(7).con_argumentos(&["x"]).bytes_cualesquiera(13));
        assert_ne!(una.bytes_cualesquiera(13), otra.bytes_cualesquiera(13));
        for semilla in 0..20 {
            let mesa = con(semilla);
            assert!(mesa.bytes_variados(3000).iter().all(|byte| *byte >= 0x80));
            assert_eq!(mesa.bytes_cualesquiera(4096).into_iter().collect::<HashSet<u8>>().len(), 256, "{semilla}");
            assert_eq!((0..16).map(|cual| mesa.palabra(cual)).collect::<HashSet<_>>().len(), 16);
        }
        assert!(PALABRAS.iter().all(|palabra| palabra.len() == 4 && palabra.is_ascii()));
    }
}
