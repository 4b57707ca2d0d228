//! Las fallas de una red, una por fichero: perder, duplicar, desordenar, demorar, trocear, juntar y cortar.
//!
//! Una falla es una máquina pura: entra una pieza, salen las que tocan. No tiene reloj ni sockets; la hora se la dice
//! quien la mueve, contada desde que empezó. Por eso se prueba sin red, y repetida con los mismos datos hace siempre
//! lo mismo. Es [`Cuando`] quien decide a qué piezas les toca: por calendario («la 2.ª y la 3.ª») o por un porcentaje
//! con una semilla que se puede escribir y volver a dar.
//!
//! Hay dos clases de piezas, y conviene no confundirlas:
//!
//! - Un [`Datagrama`] de UDP es un mensaje entero. La red puede perderlo, repetirlo, adelantarlo o retrasarlo, pero
//!   no partirlo: sirven [`Perder`], [`Duplicar`], [`Desordenar`] y [`Demorar`].
//! - Un [`Trozo`] de TCP es lo que ha dado una lectura, y sus límites no significan nada. Por encima de TCP ya no se
//!   puede perder ni desordenar nada: sirven [`Trocear`], [`Juntar`], [`Demorar`] y [`Cortar`].
//!
//! Con [`Nada`] no pasa nada, y [`Cadena`] pone varias seguidas:
//!
//! ```
//! use std::time::Duration;
//! use redes::fallas::{Cadena, Cuando, Datagrama, Duplicar, Falla, Perder};
//!
//! let mut red: Cadena<Datagrama> = Cadena::nueva()
//!     .con(Perder::nueva(Cuando::las([2, 3])))
//!     .con(Duplicar::nueva(Cuando::al_azar(0.1, 7)));
//! let mut salen = Vec::new();
//! red.pasar(b"hola".to_vec(), Duration::ZERO, &mut salen);
//! assert!(salen.len() == 1 || salen.len() == 2);
//! ```

mod azar;
mod cadena;
mod cortar;
mod cuando;
mod demorar;
mod desordenar;
mod duplicar;
mod juntar;
mod nada;
mod perder;
mod trocear;

use std::time::Duration;

pub use azar::Azar;
pub use cadena::Cadena;
pub use cortar::Cortar;
pub use cuando::Cuando;
pub use demorar::Demorar;
pub use desordenar::Desordenar;
pub use duplicar::Duplicar;
pub use juntar::Juntar;
pub use nada::Nada;
pub use perder::Perder;
pub use trocear::Trocear;

/// Un datagrama de UDP: un mensaje entero, de 0 bytes en adelante.
pub type Datagrama = Vec<u8>;

/// Lo que cruza un sentido de una conexión TCP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trozo {
    /// Bytes, cortados donde haya caído. Nunca vacío.
    Bytes(Vec<u8>),
    /// «No enviaré más» (FIN). Lo de antes ha de llegar antes.
    Fin,
    /// Un corte de golpe (RST): quien lo reciba ha de cortar los dos sentidos.
    Corte,
}

/// Algo que puede pasarle a lo que cruza una red.
///
/// Quien la mueve hace tres cosas: le da cada pieza según llega ([`pasar`](Falla::pasar)), envía lo que sale, y si hay
/// algo retenido vuelve a la hora que diga [`proxima`](Falla::proxima) a por ello ([`soltar`](Falla::soltar)).
/// Las horas se cuentan desde que empezó y no van hacia atrás.
pub trait Falla<P>: Send {
    /// Entra `pieza` a la hora `ahora`. En `salida` se añade, en orden, lo que sale ya.
    fn pasar(&mut self, pieza: P, ahora: Duration, salida: &mut Vec<P>);

    /// Sale lo retenido a lo que ya le ha llegado la hora. Con [`Duration::MAX`], todo: se usa al terminar.
    fn soltar(&mut self, _ahora: Duration, _salida: &mut Vec<P>) {}

    /// La hora a la que habrá que llamar a [`soltar`](Falla::soltar) aunque no entre nada; `None` si no retiene nada.
    fn proxima(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod pruebas;
