//! De la línea de órdenes a los programas: qué se puede pedir a cada uno y con qué se arranca.

pub mod ficheros;
pub mod pixeles;
pub mod tcp;
pub mod udp;

use clap::ValueEnum;

/// En qué se habla por la red.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Protocolo {
    /// El de esta lección
    #[default]
    Curso,
    /// El de los programas de Python de la serie
    Python,
}
