//! La ventana deslizante, del lado que envía: qué trozos están en camino y cuáles hay que repetir. Máquina pura.
//!
//! Esperar un acuse por cada trozo sería lentísimo; enviarlos todos de golpe desborda la cola del otro. En medio está la
//! ventana: unos cuantos en camino sin confirmar. Cada acuse confirma los primeros, y la ventana se desliza.

use std::collections::VecDeque;

use crate::udp::acuse::{Acuse, MAPA};

/// Trozos en camino, como mucho. Linux da a cada socket UDP 208 KiB para lo que llega y aún no se ha leído, y cobra
/// unos 2300 B por cada datagrama de 1400; macOS y Windows dan algo menos. 32 caben en todos: aunque el receptor se
/// pare, no se desborda nada.
pub const TOPE: u32 = 32;

/// Lo más que se puede pedir: lo que describe el mapa de un acuse.
pub const TOPE_MAXIMO: u32 = MAPA as u32;

/// Si tres envíos posteriores han llegado y este no, se ha perdido (uno o dos pueden ser desorden).
const HUECO: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trozo {
    /// Salió en este envío.
    EnVuelo(u32),
    Confirmado,
    Perdido,
}

/// Los trozos enviados y todavía sin confirmar.
#[derive(Debug)]
pub struct EnCamino {
    total: u32,
    pub tope: u32,
    /// Todo lo anterior está confirmado.
    base: u32,
    /// Los trozos desde `base` que ya se han enviado alguna vez.
    vuelo: VecDeque<Trozo>,
}

impl EnCamino {
    pub fn nuevo(total: u32, tope: u32) -> Self {
        Self { total, tope: tope.clamp(1, TOPE_MAXIMO), base: 0, vuelo: VecDeque::new() }
    }

    pub fn todo_confirmado(&self) -> bool {
        self.base == self.total
    }

    pub fn confirmados(&self) -> u32 {
        let salteados = self.vuelo.iter().filter(|trozo| **trozo == Trozo::Confirmado).count();
        self.base + salteados as u32
    }

    pub fn primer_perdido(&self) -> Option<u32> {
        let i = self.vuelo.iter().position(|trozo| *trozo == Trozo::Perdido)?;
        Some(self.base + i as u32)
    }

    /// El primero que no se ha enviado nunca.
    pub fn siguiente(&self) -> u32 {
        self.base + self.vuelo.len() as u32
    }

    // ANCHOR: cabe_otro
    pub fn cabe_otro(&self) -> bool {
        // `base` es el primero sin confirmar: al avanzar, deja sitio.
        let siguiente = self.siguiente();
        siguiente < self.total && siguiente - self.base < self.tope
    }
    // ANCHOR_END: cabe_otro

    /// El trozo `numero` sale en este `envio`.
    pub fn sale(&mut self, numero: u32, envio: u32) {
        match self.vuelo.get_mut((numero - self.base) as usize) {
            Some(trozo) => *trozo = Trozo::EnVuelo(envio),
            None => self.vuelo.push_back(Trozo::EnVuelo(envio)),
        }
    }

    /// Da por perdido solo el primero que está en camino, para repetirlo: el acuse del repetido dirá cuáles más faltan.
    pub fn dudar_del_primero(&mut self) {
        if let Some(primero) = self.vuelo.iter_mut().find(|trozo| matches!(trozo, Trozo::EnVuelo(_))) {
            *primero = Trozo::Perdido;
        }
    }

    /// ¿Confirma este acuse algo que de verdad se ha enviado?
    pub fn es_creible(&self, acuse: &Acuse) -> bool {
        acuse.base.saturating_sub(self.base) as usize <= self.vuelo.len()
    }

    /// Ha llegado un acuse. De lo que salió antes que el envío `pregunta`, nada sigue en camino si ese ya ha llegado.
    pub fn confirmar(&mut self, acuse: &Acuse, pregunta: u32) {
        let avance = acuse.base.saturating_sub(self.base);
        self.vuelo.drain(..avance as usize);
        self.base += avance;
        let atraso = (self.base - acuse.base.min(self.base)) as usize;
        // ANCHOR: huecos
        // Los que han llegado salteados no hay que repetirlos…
        for i in 0..MAPA.saturating_sub(atraso).min(self.vuelo.len()) {
            if acuse.tiene(i + atraso) {
                self.vuelo[i] = Trozo::Confirmado;
            }
        }
        // …y los que no han llegado, si se enviaron bastante antes que
        // otros que sí, se han perdido: se repiten ya, sin esperar.
        let visto = acuse.mayor_envio;
        let antiguo = |e| e < pregunta && pregunta <= visto;
        self.dar_por_perdido(|e| e + HUECO <= visto || antiguo(e));
        // ANCHOR_END: huecos
    }

    fn dar_por_perdido(&mut self, si: impl Fn(u32) -> bool) {
        for trozo in &mut self.vuelo {
            if matches!(trozo, Trozo::EnVuelo(envio) if si(*envio)) {
                *trozo = Trozo::Perdido;
            }
        }
    }
}
