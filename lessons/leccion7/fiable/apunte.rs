//! Lo que el receptor de ficheros manda hacer con cada datagrama.

use std::net::SocketAddr;

use super::adelantados::Tramo;
use super::balance::Balance;
use crate::udp::datagrama::Datagrama;
use crate::udp::ficha::Ficha;

/// Algo que hay que hacer con el fichero, o contar.
#[derive(Debug, Clone)]
pub enum Apunte {
    Empieza { de: SocketAddr, nombre: String, ficha: Ficha, sin_acuses: bool },
    Escribe(Tramo),
    Termina(Box<Balance>),
}

/// Qué contestar a quien ha enviado un datagrama y, por orden, qué apuntar.
#[derive(Debug, Default)]
pub struct Reaccion {
    pub respuesta: Option<(SocketAddr, Datagrama<'static>)>,
    pub apuntes: Vec<Apunte>,
}

impl Reaccion {
    pub fn nueva(a: SocketAddr, respuesta: Option<Datagrama<'static>>, apuntes: Vec<Apunte>) -> Self {
        Self { respuesta: respuesta.map(|respuesta| (a, respuesta)), apuntes }
    }
}
