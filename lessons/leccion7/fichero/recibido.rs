//! Un fichero a medio llegar: se escribe **al lado** de donde quedará, y se va sumando. Darle su nombre es cosa de
//! [`publicar`](super::publicar).

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::destino::Destino;

/// Lo que ha llegado hasta ahora. Si se abandona, no deja rastro.
#[derive(Debug)]
pub struct Recibido<'a> {
    pub(super) destino: &'a Destino,
    fichero: File,
    /// Su nombre mientras tanto.
    pub(super) parcial: Option<PathBuf>,
    suma: crc32fast::Hasher,
    bytes: u64,
    huecos: u64,
}

impl<'a> Recibido<'a> {
    /// Empieza uno, al lado de donde quedará.
    pub fn en(destino: &'a Destino) -> io::Result<Self> {
        let (fichero, parcial) = destino.abrir()?;
        Ok(Self { destino, fichero, parcial, suma: crc32fast::Hasher::new(), bytes: 0, huecos: 0 })
    }

    /// Añade bytes por el final.
    pub fn escribir(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.fichero.write_all(bytes)?;
        self.suma.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Deja sitio para algo que no ha llegado. Al leerlo serán ceros.
    pub fn saltar(&mut self, cuantos: u64) -> io::Result<()> {
        self.huecos += cuantos;
        let salto = i64::try_from(cuantos).map_err(io::Error::other)?;
        self.fichero.seek(SeekFrom::Current(salto)).map(drop)
    }

    /// Bytes que han llegado de verdad.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// ¿Es lo anunciado? Sin huecos, del tamaño justo y con la misma suma.
    pub fn coincide(&self, tamano: u64, suma: u32) -> bool {
        self.huecos == 0 && self.bytes == tamano && self.suma.clone().finalize() == suma
    }
}

impl Drop for Recibido<'_> {
    fn drop(&mut self) {
        self.parcial.iter().for_each(|parcial| self.destino.tirar(parcial));
    }
}
