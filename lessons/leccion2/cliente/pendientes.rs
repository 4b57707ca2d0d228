//! Los bytes que han salido y aún no han vuelto, en orden: con ellos se compara el eco según va llegando.
//!
//! Así se comprueba una transferencia de cualquier tamaño sin guardarla entera. Aquí no hay ni red ni hilos.

use std::collections::VecDeque;

/// Hasta aquí, los trozos pequeños se guardan juntos: un millón de uno en uno ocuparía muchas veces un millón de bytes.
const JUNTOS: usize = 64;

/// Lo que falta por volver, y las cuentas de lo que ha ido y ha vuelto.
#[derive(Debug, Default)]
pub struct Pendientes {
    /// Los trozos que salieron, sin lo que ya ha vuelto del primero.
    trozos: VecDeque<Vec<u8>>,
    vuelto_del_primero: usize,
    enviados: u64,
    recibidos: u64,
}

/// En qué se distingue el eco de lo enviado.
#[derive(Debug, PartialEq, Eq)]
pub enum Diferencia {
    /// El byte `posicion` (el primero es el 1) tenía que ser uno y ha sido otro.
    Distinto { posicion: u64, esperado: u8, visto: u8 },
    /// Ha vuelto más de lo enviado.
    Sobra { enviados: u64 },
}

impl Pendientes {
    /// Apunta bytes que salen.
    pub fn salen(&mut self, trozo: Vec<u8>) {
        self.enviados += trozo.len() as u64;
        match self.trozos.back_mut() {
            Some(ultimo) if ultimo.len() + trozo.len() <= JUNTOS => ultimo.extend(trozo),
            _ => self.trozos.push_back(trozo),
        }
    }

    /// Tacha los bytes que han vuelto, que ni empiezan ni acaban donde los que salieron: TCP es un flujo.
    pub fn vuelven(&mut self, mut eco: &[u8]) -> Result<(), Diferencia> {
        while !eco.is_empty() {
            let Some(trozo) = self.trozos.front() else {
                return Err(Diferencia::Sobra { enviados: self.enviados });
            };
            let salio = &trozo[self.vuelto_del_primero..];
            let comunes = eco.len().min(salio.len());
            // Comparar trozos enteros es rápido; solo si no coinciden se busca el byte culpable.
            if eco[..comunes] != salio[..comunes] {
                return Err(primera_diferencia(salio, eco, self.recibidos));
            }
            eco = &eco[comunes..];
            self.recibidos += comunes as u64;
            self.vuelto_del_primero += comunes;
            if self.vuelto_del_primero == trozo.len() {
                self.trozos.pop_front();
                self.vuelto_del_primero = 0;
            }
        }
        Ok(())
    }

    /// ¿Ha vuelto ya todo lo que ha salido?
    pub fn ninguno(&self) -> bool {
        self.enviados == self.recibidos
    }

    /// Bytes de ida y de vuelta hasta ahora.
    pub fn cuentas(&self) -> (u64, u64) {
        (self.enviados, self.recibidos)
    }
}

fn primera_diferencia(salio: &[u8], eco: &[u8], antes: u64) -> Diferencia {
    let iguales = salio.iter().zip(eco).take_while(|(esperado, visto)| esperado == visto).count();
    Diferencia::Distinto { posicion: antes + iguales as u64 + 1, esperado: salio[iguales], visto: eco[iguales] }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use proptest::prelude::*;

    /// Corta `bytes` en trozos de esos tamaños, y el resto al final.
    fn cortar<'a>(mut bytes: &'a [u8], tamanos: &[usize]) -> Vec<&'a [u8]> {
        let mut trozos = Vec::new();
        for &tamano in tamanos {
            let (trozo, resto) = bytes.split_at(tamano.min(bytes.len()));
            trozos.push(trozo);
            bytes = resto;
        }
        trozos.push(bytes);
        trozos
    }

    proptest! {
        #[test]
        fn da_igual_como_se_corten_la_ida_y_la_vuelta(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            ida in prop::collection::vec(0..90usize, 0..9),
            vuelta in prop::collection::vec(0..60usize, 0..9),
        ) {
            let mut pendientes = Pendientes::default();
            for trozo in cortar(&bytes, &ida) {
                pendientes.salen(trozo.to_vec());
            }
            for trozo in cortar(&bytes, &vuelta) {
                prop_assert_eq!(pendientes.vuelven(trozo), Ok(()));
            }
            prop_assert_eq!(pendientes.cuentas(), (bytes.len() as u64, bytes.len() as u64));
        }

        #[test]
        fn encuentra_el_primer_byte_distinto(
            bytes in prop::collection::vec(any::<u8>(), 1..400),
            donde in any::<prop::sample::Index>(),
            otro in 1..=255u8,
            previos in 0..300usize,
            ida in prop::collection::vec(0..90usize, 0..9),
            vuelta in prop::collection::vec(0..60usize, 0..9),
        ) {
            let mut pendientes = Pendientes::default();
            // Lo que ya fue y volvió deja la cola empezada por cualquier sitio.
            pendientes.salen(vec![0; previos]);
            prop_assert_eq!(pendientes.vuelven(&vec![0; previos]), Ok(()));
            for trozo in cortar(&bytes, &ida) {
                pendientes.salen(trozo.to_vec());
            }
            let donde = donde.index(bytes.len());
            let mut eco = bytes.clone();
            eco[donde] ^= otro;
            let visto = cortar(&eco, &vuelta).into_iter().find_map(|trozo| pendientes.vuelven(trozo).err());
            let posicion = (previos + donde + 1) as u64;
            prop_assert_eq!(visto, Some(Diferencia::Distinto { posicion, esperado: bytes[donde], visto: eco[donde] }));
        }
    }

    #[test]
    fn sobrar_tambien_es_distinto() {
        let mut pendientes = Pendientes::default();
        pendientes.salen(b"hola".to_vec());
        assert_eq!(pendientes.vuelven(b"hola!"), Err(Diferencia::Sobra { enviados: 4 }));
    }
}
