//! Lección 7 · Ficheros binarios y píxeles: lo mismo, por la red, sin que falte ni sobre un bit.
//!
//! Pruébalo:   cargo run --bin leccion7                                    (la lección guiada)
//!             cargo run --bin leccion7 -- tcp servidor                    (o udp)
//!             cargo run --bin leccion7 -- tcp cliente gatin.jpg           (en otra terminal)
//!             cargo run --bin leccion7 -- pixeles servidor
//!             cargo run --bin leccion7 -- pixeles cliente gatin.jpg       (en otra terminal)
//!
//! Verás un fichero llegar idéntico por una red que pierde la quinta parte, y una imagen dibujarse en una ventana, o en la terminal si no hay pantalla, mientras llega por UDP.

mod actos;
mod actos_ficheros;
mod demo;
mod escenas;
mod ficheros;
mod guion;
mod guion_ficheros;
mod pixeles;
mod python;
#[cfg(test)]
mod red_mala;
mod te_toca;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::{errores, guia};

use pixeles::ordenes;

/// Lección 7: ficheros por TCP y por UDP, y una imagen que se dibuja mientras llega
#[derive(Parser, Debug)]
#[command(name = "leccion7", version, mut_arg("puerto", puerto_de_la_leccion(ordenes::PUERTO)))]
struct Argumentos {
    #[command(flatten)]
    red: Red,
    #[command(subcommand)]
    orden: Option<Orden>,
}

#[derive(Subcommand, Debug)]
enum Orden {
    /// La lección guiada, paso a paso
    Guia(guia::Opciones),
    /// Un servidor y un cliente en el mismo programa, sin ventana
    Demo,
    /// Un fichero por TCP: entero y comprobado, o nada
    #[command(subcommand)]
    Tcp(ficheros::ordenes::Tcp),
    /// Un fichero por UDP: a ciegas o con acuses
    #[command(subcommand)]
    Udp(ficheros::ordenes::Udp),
    /// Una imagen por UDP, dibujada mientras llega
    #[command(subcommand)]
    Pixeles(ordenes::Orden),
}

fn main() -> ExitCode {
    let Argumentos { red, orden } = argumentos::leer();
    errores::terminar(match orden.unwrap_or(Orden::Guia(guia::Opciones::default())) {
        Orden::Guia(opciones) => guia::recorrer(&guion::guion(), &opciones),
        Orden::Demo => demo::ejecutar(),
        Orden::Tcp(orden) => ficheros::ordenes::tcp(&red, orden),
        Orden::Udp(orden) => ficheros::ordenes::udp(&red, orden),
        Orden::Pixeles(ordenes::Orden::Servidor(servidor)) => ordenes::servir(&red, servidor),
        Orden::Pixeles(ordenes::Orden::Cliente(cliente)) => ordenes::enviar(&red, &cliente),
    })
}
