//! Lo que va delante de los bytes del fichero: todo lo que hace falta para saber si se tiene entero.
//!
//! Se dice cuántos bytes vienen y cuánto suman. Así no hace falta ninguna marca de final que pueda confundirse con los
//! datos.

use std::io::{self, ErrorKind, Read, Write};

use crate::fichero::origen::{NOMBRE_MAXIMO, Origen};

/// Con esto empieza un anuncio. Lo que empiece de otra manera no nos habla a nosotros.
const MAGIA: [u8; 4] = *b"FT1\n";

/// Lo que ocupa un anuncio sin el nombre: la magia, el tamaño, la suma y la longitud del nombre.
const CABECERA: usize = 4 + 8 + 4 + 2;

/// Qué se va a enviar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anuncio {
    /// Cómo se llama allí. Solo sirve para enseñarlo: **nunca** se usa como ruta.
    pub nombre: String,
    pub tamano: u64,
    /// El CRC-32 de todos los bytes.
    pub suma: u32,
}

impl Anuncio {
    pub fn de(origen: &Origen) -> Self {
        Self { nombre: origen.nombre.clone(), tamano: origen.tamano, suma: origen.suma }
    }

    /// Escribe el anuncio de una vez.
    pub fn escribir(&self, destino: &mut impl Write) -> io::Result<()> {
        // ANCHOR: anuncio
        let mut bytes = Vec::from(MAGIA);
        bytes.extend(self.tamano.to_be_bytes());
        bytes.extend(self.suma.to_be_bytes());
        bytes.extend((self.nombre.len() as u16).to_be_bytes());
        bytes.extend(self.nombre.as_bytes());
        destino.write_all(&bytes)
        // ANCHOR_END: anuncio
    }

    /// Lee un anuncio. Si lo que llega no lo es, [`ErrorKind::InvalidData`]; si se acaba a la mitad,
    /// [`ErrorKind::UnexpectedEof`].
    pub fn leer(de: &mut impl Read) -> io::Result<Self> {
        let mut cabecera = [0; CABECERA];
        de.read_exact(&mut cabecera[..MAGIA.len()])?;
        if cabecera[..4] != MAGIA {
            return Err(ErrorKind::InvalidData.into());
        }
        de.read_exact(&mut cabecera[4..])?;
        let [_, _, _, _, t @ .., s0, s1, s2, s3, n0, n1] = cabecera;
        let longitud = usize::from(u16::from_be_bytes([n0, n1]));
        // La longitud la dice un desconocido: se comprueba antes de reservar nada.
        if longitud > NOMBRE_MAXIMO {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut nombre = vec![0; longitud];
        de.read_exact(&mut nombre)?;
        let nombre = String::from_utf8_lossy(&nombre).into_owned();
        Ok(Self { nombre, tamano: u64::from_be_bytes(t), suma: u32::from_be_bytes([s0, s1, s2, s3]) })
    }
}

#[cfg(test)]
mod pruebas {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn un_anuncio_se_lee_como_se_escribe_y_la_basura_no_se_lee(
            nombre in "[a-zñ/.\u{1b}]{0,60}",
            tamano in any::<u64>(),
            suma in any::<u32>(),
            basura in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let anuncio = Anuncio { nombre, tamano, suma };
            let mut bytes = Vec::new();
            anuncio.escribir(&mut bytes).unwrap();
            prop_assert_eq!(&Anuncio::leer(&mut &bytes[..]).unwrap(), &anuncio);
            prop_assert!(Anuncio::leer(&mut &bytes[..bytes.len() - 1]).is_err());
            let _ = Anuncio::leer(&mut &[&bytes[..12], &basura].concat()[..]);
            let visible = redes::consola::visible(&anuncio.nombre);
            prop_assert_eq!(visible.find(char::is_control), None);
        }
    }
}
