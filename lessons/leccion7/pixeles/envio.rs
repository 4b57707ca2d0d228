//! Enviar una imagen, con acuses o a ciegas: a qué ritmo, cómo ha ido y por qué no ha podido ser.

use std::io;
use std::time::Duration;

use super::plano::Motivo;

/// Cómo se envía.
#[derive(Debug, Clone)]
pub struct Ritmo {
    /// Píxeles por datagrama; `None` si los que quepan.
    pub pixeles: Option<u16>,
    /// Lo que se descansa antes de cada datagrama de datos.
    pub pausa: Duration,
    /// Trozos que puede haber en camino sin confirmar.
    pub en_camino: u32,
    /// Cuánto se espera turno si el servidor está ocupado.
    pub espera: Duration,
}

/// Cómo ha ido un envío.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cuenta {
    pub total: u32,
    /// Trozos que el receptor ha dicho tener.
    pub confirmados: u32,
    /// Trozos enviados, contando los repetidos.
    pub enviados: u32,
    pub duracion: Duration,
}

/// Por qué no se ha podido enviar.
#[derive(Debug)]
pub enum Problema {
    /// El sistema dice que en esa dirección no escucha nadie (ICMP).
    NadieEscucha(Cuenta),
    /// Lo mismo, a ciegas: no hay acuses que digan qué llegó antes.
    NadieEscuchaACiegas(Cuenta),
    /// No ha vuelto ningún acuse.
    NoContesta(Cuenta),
    Ocupado,
    Rechazada(Motivo),
    Sistema(io::Error),
}

/// Algo de lo que informar mientras dura.
pub enum Novedad {
    Avance { confirmados: u32, total: u32 },
    EsperandoTurno,
}
