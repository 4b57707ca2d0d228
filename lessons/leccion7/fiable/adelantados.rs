//! La ventana deslizante, del lado que recibe: pone en orden los trozos que llegan de cualquier manera. Máquina pura.
//!
//! Entra un trozo y salen, en orden, los que ya se pueden escribir. Los adelantados esperan dentro a que llegue el que
//! falta; como el emisor nunca se adelanta más de [`MAPA`] trozos, la memoria tiene un límite, mida lo que mida el fichero.

use std::collections::VecDeque;

use crate::udp::acuse::MAPA;
use crate::udp::ficha::Ficha;

/// Lo siguiente que hay que escribir en el fichero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tramo {
    Datos(Vec<u8>),
    /// Tantos bytes que no han llegado ni llegarán.
    Hueco(u64),
}

/// Qué se ha hecho con un trozo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encaje {
    /// No estaba; con él, esto es lo que ya está en orden.
    Nuevo(Vec<Tramo>),
    /// Ya estaba.
    Repetido,
    /// Demasiado adelantado, o no mide lo que debe.
    Fuera,
}

/// Los trozos de un fichero que han llegado y todavía no se pueden escribir.
#[derive(Debug)]
pub struct Adelantados {
    pub(super) ficha: Ficha,
    /// El primer trozo que falta: todo lo anterior ya ha salido.
    pub(super) base: u32,
    /// Los que siguen a `base`, si han llegado. El primero siempre falta.
    pub(super) espera: VecDeque<Option<Vec<u8>>>,
}

impl Adelantados {
    pub fn de(ficha: Ficha) -> Self {
        Self { ficha, base: 0, espera: VecDeque::new() }
    }

    /// Llega un trozo.
    pub fn encajar(&mut self, numero: u32, datos: &[u8]) -> Encaje {
        // ANCHOR: encajar
        let Some(i) = numero.checked_sub(self.base) else {
            return Encaje::Repetido;
        };
        let i = i as usize;
        if i >= MAPA || self.ficha.largo(numero) != Some(datos.len()) {
            return Encaje::Fuera;
        }
        if self.espera.len() <= i {
            self.espera.resize(i + 1, None);
        }
        if self.espera[i].is_some() {
            return Encaje::Repetido;
        }
        self.espera[i] = Some(datos.to_vec());
        let mut salen = Vec::new();
        while let Some(Some(datos)) = self.espera.front_mut() {
            salen.push(Tramo::Datos(std::mem::take(datos)));
            self.espera.pop_front();
            self.base += 1;
        }
        // ANCHOR_END: encajar
        Encaje::Nuevo(salen)
    }

    pub fn completo(&self) -> bool {
        self.base == self.ficha.trozos()
    }

    /// Cuáles han llegado de los [`MAPA`] siguientes al primero que falta, para el acuse.
    pub fn mapa(&self) -> [u64; MAPA / 64] {
        let mut mapa = [0; MAPA / 64];
        for (i, trozo) in self.espera.iter().enumerate() {
            mapa[i / 64] |= u64::from(trozo.is_some()) << (i % 64);
        }
        mapa
    }
}
