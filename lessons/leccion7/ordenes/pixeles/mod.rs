//! `leccion7 pixeles`: una imagen por UDP, dibujada mientras llega.

mod cliente;
mod servidor;

use clap::Subcommand;
use redes::argumentos::Red;
use redes::errores::Resultado;

#[derive(Subcommand, Debug)]
pub enum Orden {
    /// Espera imágenes y las dibuja mientras llegan
    Servidor(servidor::Servidor),
    /// Envía una imagen PNG o JPEG
    Cliente(cliente::Cliente),
}

/// Cumple `pixeles servidor` o `pixeles cliente`.
pub fn cumplir(red: &Red, orden: Orden) -> Resultado {
    match orden {
        Orden::Servidor(orden) => servidor::servir(red, orden),
        Orden::Cliente(orden) => cliente::mandar(red, &orden),
    }
}
