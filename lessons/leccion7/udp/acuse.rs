//! El acuse: qué ha llegado ya, visto por el receptor. Es el mismo para los ficheros y para los píxeles.

/// Cuántos trozos, a partir del primero que falta, describe un acuse (un bit por trozo).
pub const MAPA: usize = 256;

/// «Esto es lo que tengo.»
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acuse {
    /// Todos los trozos anteriores a este han llegado. Si vale el total, está completo.
    pub base: u32,
    /// El mayor número de envío que ha visto: lo enviado bastante antes y no confirmado se ha perdido.
    pub mayor_envio: u32,
    /// El bit i dice si ha llegado el trozo `base + i`.
    pub mapa: [u64; MAPA / 64],
}

impl Acuse {
    /// «Lo tengo todo»: no falta ninguno de los `total`.
    pub fn de_todo(total: u32, mayor_envio: u32) -> Self {
        Self { base: total, mayor_envio, mapa: [0; MAPA / 64] }
    }

    /// ¿Ha llegado el trozo `base + i`?
    pub fn tiene(&self, i: usize) -> bool {
        self.mapa[i / 64] >> (i % 64) & 1 == 1
    }

    /// Lo que va detrás de la cabecera, que ya lleva `base`.
    pub fn codificar(&self, buffer: &mut Vec<u8>) {
        buffer.extend(self.mayor_envio.to_be_bytes());
        buffer.extend(self.mapa.iter().flat_map(|palabra| palabra.to_be_bytes()));
    }

    /// Al revés. `None` si no mide lo que un acuse.
    pub fn descodificar(base: u32, carga: &[u8]) -> Option<Self> {
        let (mayor_envio, bits) = carga.split_first_chunk::<4>()?;
        if bits.len() != MAPA / 8 {
            return None;
        }
        let mut mapa = [0; MAPA / 64];
        for (palabra, bytes) in mapa.iter_mut().zip(bits.chunks_exact(8)) {
            *palabra = u64::from_be_bytes(bytes.try_into().ok()?);
        }
        Some(Self { base, mayor_envio: u32::from_be_bytes(*mayor_envio), mapa })
    }
}
