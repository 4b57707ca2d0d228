//! Un fichero a medio llegar: dónde va cada datagrama de su emisor, qué se le contesta y qué cuentas salen. Máquina pura.
//!
//! A quién se atiende y quién tiene que esperar lo decide [`receptor`](super::receptor).

use std::net::SocketAddr;
use std::time::Duration;

use super::adelantados::{Adelantados, Encaje, Tramo};
use super::balance::{Balance, Cuentas, Final};
use crate::udp::acuse::{Acuse, MAPA};
use crate::udp::datagrama::{Datagrama, Mensaje};
use crate::udp::ficha::Ficha;
use crate::udp::vistos::Vistos;

/// Después de un «fin» sin acuses, lo que se espera por si quedaba algo desordenado en camino.
const REZAGADOS: Duration = Duration::from_millis(100);

/// Sin acuses, más trozos seguidos que estos no se pierden: un salto mayor es que alguien se lo inventa.
const SALTO: u32 = 1 << 16;

/// Quién envía: su dirección y el número de su transferencia.
pub type Remitente = (SocketAddr, u64);

/// Un datagrama que no es de lo que se está recibiendo, diga lo que diga.
pub struct Ajeno;

/// Un fichero que se está recibiendo.
pub struct Recepcion {
    pub remitente: Remitente,
    pub ficha: Ficha,
    pub sin_acuses: bool,
    adelantados: Adelantados,
    cuentas: Cuentas,
    vistos: Vistos,
    mayor_envio: u32,
    primero: Duration,
    pub ultimo: Duration,
    fin_anunciado: bool,
}

impl Recepcion {
    pub fn nueva(ahora: Duration, remitente: Remitente, datagrama: &Datagrama) -> Self {
        let Datagrama { ficha, sin_acuses, .. } = *datagrama;
        let (adelantados, cuentas, vistos) = (Adelantados::de(ficha), Cuentas::default(), Vistos::default());
        let (mayor_envio, primero, ultimo, fin_anunciado) = (0, ahora, ahora, false);
        Self { remitente, ficha, sin_acuses, adelantados, cuentas, vistos, mayor_envio, primero, ultimo, fin_anunciado }
    }

    /// Coloca un datagrama del emisor: lo que con él se puede escribir ya, y lo que hay que contestarle.
    pub fn colocar(
        &mut self,
        ahora: Duration,
        datagrama: &Datagrama,
    ) -> Result<(Vec<Tramo>, Option<Datagrama<'static>>), Ajeno> {
        if self.ficha != datagrama.ficha {
            return Err(Ajeno); // Mismo número y otro fichero: no es el que empezó.
        }
        let encaje = match datagrama.mensaje {
            Mensaje::Trozo { numero, datos } => self.encajar(numero, datos)?,
            Mensaje::Fin => {
                self.fin_anunciado = self.sin_acuses;
                Encaje::Nuevo(Vec::new())
            }
            Mensaje::Anuncio { .. } => Encaje::Nuevo(Vec::new()),
            _ => return Err(Ajeno),
        };
        self.cuentas.recibidos += 1;
        self.vistos.llega(datagrama.envio);
        self.mayor_envio = self.mayor_envio.max(datagrama.envio);
        self.ultimo = ahora;
        // Se contesta cuando lo piden, y a lo repetido: si repite, es que no le llegan los acuses. Completo, todavía no: el
        // acuse que vale es el veredicto.
        let toca = datagrama.pide_acuse || encaje == Encaje::Repetido;
        let respuesta =
            (toca && !self.sin_acuses && !self.completo()).then(|| datagrama.respuesta(Mensaje::Acuse(self.acuse())));
        let salen = if let Encaje::Nuevo(salen) = encaje { salen } else { Vec::new() };
        Ok((salen, respuesta))
    }

    fn encajar(&mut self, numero: u32, datos: &[u8]) -> Result<Encaje, Ajeno> {
        let base = self.adelantados.base;
        let mut salen = Vec::new();
        if self.sin_acuses && numero >= base.saturating_add(MAPA as u32) {
            if numero - base > SALTO {
                return Err(Ajeno);
            }
            salen = self.adelantados.resignarse(numero - (MAPA as u32 - 1));
        }
        match self.adelantados.encajar(numero, datos) {
            Encaje::Fuera => Err(Ajeno),
            Encaje::Repetido => {
                self.cuentas.repetidos += 1;
                Ok(Encaje::Repetido)
            }
            Encaje::Nuevo(con_el) => {
                self.cuentas.trozos += 1;
                self.cuentas.bytes += datos.len() as u64;
                salen.extend(con_el);
                Ok(Encaje::Nuevo(salen))
            }
        }
    }

    fn acuse(&self) -> Acuse {
        let (base, mapa) = (self.adelantados.base, self.adelantados.mapa());
        Acuse { base, mayor_envio: self.mayor_envio, mapa }
    }

    pub fn completo(&self) -> bool {
        self.adelantados.completo()
    }

    /// Cómo acaba, si ya no se espera nada más del emisor.
    pub fn vencida(&self, ahora: Duration, silencio: Duration) -> Option<Final> {
        let callado = ahora.saturating_sub(self.ultimo);
        if self.fin_anunciado && callado >= REZAGADOS {
            Some(Final::ConHuecos)
        } else {
            (callado >= silencio).then_some(Final::Silencio)
        }
    }

    /// Deja de recibirlo. A ciegas, lo que esperaba a otro que ya no vendrá se escribe igualmente, en su sitio.
    pub fn terminar(mut self, fin: Final) -> (Vec<Tramo>, Balance) {
        let tope = self.adelantados.tope();
        let salen = if self.sin_acuses { self.adelantados.resignarse(tope) } else { Vec::new() };
        let Self { remitente: (de, _), ficha, sin_acuses, mut cuentas, vistos, .. } = self;
        cuentas.perdidos = vistos.perdidos();
        let duracion = self.ultimo.saturating_sub(self.primero);
        (salen, Balance { de, ficha, sin_acuses, cuentas, fin, duracion })
    }
}
