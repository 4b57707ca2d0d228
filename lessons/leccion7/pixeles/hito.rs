//! Lo que el receptor de imágenes tiene que contar a quien mira.

use std::net::SocketAddr;
use std::sync::Arc;

use super::datagrama::Datagrama;
use super::plano::{Motivo, Plano};
use super::recepcion::Recibida;
use super::vista::Vista;

/// Algo que le ha pasado a una imagen.
pub enum Hito {
    Empieza(SocketAddr, Arc<Vista>),
    Rechazada(SocketAddr, Plano, Motivo),
    Termina(Box<Recibida>),
}

/// Lo que sale de cada datagrama: qué contestar a quien lo envió y qué contar.
pub type Reaccion = (Option<Datagrama<'static>>, Option<Hito>);
