//! Lección 1 · El primer servidor: un programa que espera a que lo llamen, y un navegador que llama.
//!
//! La lección guiada:      cargo run --bin leccion1
//! Solo el servidor:       cargo run --bin leccion1 -- servidor
//! y abre http://127.0.0.1:8081 en tu navegador.
//!
//! Verás `escuchando en 127.0.0.1:8081` y, después, una línea por cada vez que alguien llame.
//! Lee los ficheros en este orden: `saludo.rs`, `abrir.rs`, `direcciones.rs`, `lectura.rs`, `peticion.rs`,
//! `respuesta.rs`, `plazo.rs` y `servidor.rs`.

mod abrir;
mod demo;
mod direcciones;
mod guion;
mod lectura;
mod navegador;
mod pagina;
mod peticion;
mod plazo;
mod respuesta;
mod saludo;
mod servidor;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::errores::{self, Resultado};
use redes::guia;

use crate::servidor::Reglas;

/// Lección 1 · El primer servidor
///
/// Sin orden, empieza la lección guiada.
#[derive(Parser)]
#[command(
    name = "leccion1",
    version,
    mut_arg("puerto", puerto_de_la_leccion(abrir::PUERTO))
)]
struct Argumentos {
    #[command(flatten)]
    red: Red,
    #[command(subcommand)]
    orden: Option<Orden>,
}

#[derive(Subcommand)]
enum Orden {
    /// La lección guiada, paso a paso
    Guia(guia::Opciones),
    /// Un servidor y un cliente que se hablan, y termina
    Demo,
    /// Una página web servida a mano, hasta que pulses Ctrl-C
    Servidor {
        /// Lo que tiene cada cliente para enviar su petición entera
        #[arg(long, value_name = "DURACIÓN", value_parser = argumentos::plazo, default_value = "10s")]
        plazo: Duration,
        /// Atiende a N clientes y termina
        #[arg(long, value_name = "N")]
        clientes: Option<u64>,
    },
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(match argumentos.orden {
        None => {
            guia::recorrer(&guion::guion(), &guia::Opciones::default())
        }
        Some(Orden::Guia(opciones)) => {
            guia::recorrer(&guion::guion(), &opciones)
        }
        Some(Orden::Demo) => demo::demo(),
        Some(Orden::Servidor { plazo, clientes }) => {
            servidor(&argumentos.red, plazo, clientes)
        }
    })
}

fn servidor(
    red: &Red,
    plazo: Duration,
    clientes: Option<u64>,
) -> Resultado {
    let (listener, direccion) = abrir::abrir(red)?;
    abrir::invitar(direccion);
    let reglas =
        Reglas { clientes: clientes.unwrap_or(u64::MAX), plazo };
    // Si quien leía nuestra salida se va (`| head`), se sigue sirviendo; con `println!` acabaría el programa.
    servidor::servir(&listener, reglas, &|linea| {
        drop(writeln!(io::stdout(), "{linea}"))
    });
    Ok(())
}
