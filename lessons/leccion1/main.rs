//! Lección 1 · El primer servidor: un programa que espera a que lo llamen, y un navegador que llama.
//!
//! La lección guiada:      cargo run --bin leccion1
//! Solo el servidor:       cargo run --bin leccion1 -- servidor
//! y abre http://127.0.0.1:8081 en tu navegador.
//!
//! Verás `escuchando en 127.0.0.1:8081` y, después, una línea por cada vez que alguien llame.
//!
//! El camino de lectura:
//! 1. `saludo.rs`: diez líneas que saludan y cuelgan, y los tres errores de los que se aprende.
//! 2. `abrir.rs`: de `--host` y `--puerto` a un socket que escucha.
//! 3. `direcciones.rs`: por qué puerta se entra: 127.0.0.1, 0.0.0.0 y ::1, probándolo.
//! 4. `http/peticion.rs`: lo que pide un navegador, entendido sin fiarse de nada.
//! 5. `plazo.rs`: un plazo para todo lo que tarde un cliente, y no para cada byte.
//! 6. `http/lectura.rs`: leer hasta la línea en blanco, lleguen los trozos como lleguen.
//! 7. `http/respuesta.rs`: lo que se contesta, byte a byte.
//! 8. `atender.rs`: un cliente, de principio a fin, y cómo despedirse de él.
//! 9. `servidor.rs`: todos los clientes, cada uno en su hilo, y ninguno para a los demás.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::consola::narrar;
use redes::errores::{self, Resultado};
use redes::guia::{Opciones, recorrer};

use leccion1::guia::{self, demo};
use leccion1::servidor::{self, Reglas};
use leccion1::{abrir, invitar};

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
    Guia(Opciones),
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
        None => recorrer(&guia::guion(), &Opciones::default()),
        Some(Orden::Guia(opciones)) => {
            recorrer(&guia::guion(), &opciones)
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
    invitar::invitar(direccion);
    let reglas =
        Reglas { clientes: clientes.unwrap_or(u64::MAX), plazo };
    // Si quien leía nuestra salida se va (`| head`), se sigue sirviendo; con `println!` acabaría el programa.
    servidor::servir(&listener, reglas, &|linea| narrar(&linea));
    Ok(())
}
