//! Los trozos de un fichero, sin tenerlo en memoria.

use std::fs::File;
use std::io::{self, BufReader, Read};

use redes::errores::Fallo;

use super::ficha::{CARGA, Ficha};
use crate::fichero::origen::BUFFER;

/// Casi siempre se piden seguidos; los repetidos están un poco atrás.
pub struct Trozos<'a> {
    lector: BufReader<&'a mut File>,
    ficha: Ficha,
    posicion: u64,
}

impl<'a> Trozos<'a> {
    pub fn de(fichero: &'a mut File, ficha: Ficha) -> Self {
        Self { lector: BufReader::with_capacity(BUFFER, fichero), ficha, posicion: 0 }
    }

    /// Los bytes del trozo `numero`.
    pub fn leer(&mut self, numero: u32) -> Result<Vec<u8>, Fallo> {
        let desde = u64::from(numero) * CARGA as u64;
        let mut datos = vec![0; self.ficha.largo(numero).unwrap_or(0)];
        // `seek_relative` no vacía el búfer si lo pedido está en él; `seek`, siempre.
        let salto = i64::try_from(i128::from(desde) - i128::from(self.posicion)).map_err(io::Error::other);
        let leido = salto.and_then(|salto| self.lector.seek_relative(salto));
        let fallo = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Fallo::nuevo("el fichero ha cambiado mientras lo enviaba")
                .remedio("Espera a que nadie lo esté escribiendo y vuelve a enviarlo."),
            _ => Fallo::de_sistema("no puedo seguir leyendo el fichero", error),
        };
        leido.and_then(|()| self.lector.read_exact(&mut datos)).map_err(fallo)?;
        self.posicion = desde + datos.len() as u64;
        Ok(datos)
    }
}
