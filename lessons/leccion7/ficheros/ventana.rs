//! La ventana del receptor: pone en orden los trozos que llegan de cualquier manera. Es una máquina pura.
//!
//! Entra un trozo y salen, en orden, los que ya se pueden escribir. Los adelantados esperan dentro a que llegue el que
//! falta; como el emisor nunca se adelanta más de [`MAPA`] trozos, la memoria tiene un límite, mida lo que mida el fichero.
//! La otra mitad (qué repetir y cuándo) es el [`Emisor`](crate::pixeles::emisor::Emisor) de los píxeles: no le importa qué
//! hay dentro de los trozos que numera.

use std::collections::VecDeque;

use super::datagrama::Ficha;
use crate::pixeles::protocolo::MAPA;

/// Lo siguiente que hay que escribir en el fichero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tramo {
    Datos(Vec<u8>),
    /// Tantos bytes que no han llegado ni llegarán.
    Hueco(u64),
}

/// Qué se ha hecho con un trozo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encaje {
    Nuevo,
    /// Ya estaba.
    Repetido,
    /// Demasiado adelantado: no cabe en la ventana.
    Fuera,
}

#[derive(Debug)]
pub struct Ventana {
    ficha: Ficha,
    /// El primer trozo que falta: todo lo anterior ya ha salido.
    base: u32,
    /// Los que siguen a `base`, si han llegado. El primero siempre falta.
    espera: VecDeque<Option<Vec<u8>>>,
}

impl Ventana {
    pub fn nueva(ficha: Ficha) -> Self {
        Self { ficha, base: 0, espera: VecDeque::new() }
    }

    /// Llega un trozo. En `salen` se añade lo que ya está en orden.
    pub fn encajar(&mut self, numero: u32, datos: &[u8], salen: &mut Vec<Tramo>) -> Encaje {
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
        while let Some(Some(datos)) = self.espera.front_mut() {
            salen.push(Tramo::Datos(std::mem::take(datos)));
            self.espera.pop_front();
            self.base += 1;
        }
        // ANCHOR_END: encajar
        Encaje::Nuevo
    }

    /// Sin acuses nadie repetirá nada: se dan por perdidos los que falten antes de `hasta`.
    pub fn resignarse(&mut self, hasta: u32, salen: &mut Vec<Tramo>) {
        let hasta = hasta.min(self.ficha.trozos());
        let mut hueco = 0;
        // Después de `hasta` puede haber más en orden: también salen.
        while self.base < hasta || matches!(self.espera.front(), Some(Some(_))) {
            match self.espera.pop_front().flatten() {
                Some(datos) => {
                    salen.extend((hueco > 0).then_some(Tramo::Hueco(hueco)));
                    hueco = 0;
                    salen.push(Tramo::Datos(datos));
                }
                None => hueco += self.ficha.largo(self.base).unwrap_or(0) as u64,
            }
            self.base += 1;
        }
        salen.extend((hueco > 0).then_some(Tramo::Hueco(hueco)));
    }

    /// El trozo que sigue al último de los que esperan.
    pub fn tope(&self) -> u32 {
        self.base + self.espera.len() as u32
    }

    pub fn base(&self) -> u32 {
        self.base
    }

    pub fn completa(&self) -> bool {
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
