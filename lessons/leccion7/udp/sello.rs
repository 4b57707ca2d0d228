//! El sello: la suma de un datagrama, al final del datagrama mismo. El que cambia por el camino se nota, y no se usa.
//!
//! UDP lleva la suya, de 16 bits: se le escapan muchos cambios, por IPv4 puede no ir y no cubre lo que haga quien lo reenvía.
//! Un CRC-32 nota siempre un bit cambiado, y dos, y cualquier ráfaga de hasta 32. Lo descartado es como lo perdido: falta, y
//! con acuses se repite.

/// Lo que ocupa.
pub const SELLO: usize = 4;

/// Lo pone detrás de lo que haya en `datagrama`.
// ANCHOR: sello
pub fn sellar(datagrama: &mut Vec<u8>) {
    let suma = crc32fast::hash(datagrama);
    datagrama.extend(suma.to_be_bytes());
}

/// Lo que hay delante del sello; `None` si no suma lo que dice.
pub fn abrir(datagrama: &[u8]) -> Option<&[u8]> {
    let (dentro, sello) = datagrama.split_last_chunk::<SELLO>()?;
    (crc32fast::hash(dentro) == u32::from_be_bytes(*sello)).then_some(dentro)
}
// ANCHOR_END: sello

/// Lo que llega y no se puede usar, contado: quien lo mire tiene que saber si le escriben otros o si su red estropea lo suyo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rarezas {
    /// No eran de lo que se estaba recibiendo: basura, extraños, otros emisores.
    pub ajenos: u64,
    /// Empezaban como los nuestros y su sello no cuadra.
    pub danados: u64,
}

impl Rarezas {
    /// Uno que no se entiende. Los nuestros empiezan por `magia`.
    pub fn apuntar(&mut self, datagrama: &[u8], magia: &[u8]) {
        match datagrama.starts_with(magia) && abrir(datagrama).is_none() {
            true => self.danados += 1,
            false => self.ajenos += 1,
        }
    }

    /// « · dañados 1 · ajenos 2», sin lo que no haya.
    pub fn contadas(self) -> String {
        let uno = |que, cuantos| match cuantos {
            0 => String::new(),
            _ => format!(" · {que} {}", redes::cifras::numero(cuantos)),
        };
        uno("dañados", self.danados) + &uno("ajenos", self.ajenos)
    }
}
