//! Lección 2: eco. El servidor devuelve lo que recibe y el cliente comprueba que ha vuelto idéntico.
//!
//! Ejecútala:  cargo run --bin leccion2                          la lección guiada, paso a paso
//!             cargo run --bin leccion2 -- demo                  servidor y cliente en un minuto escaso
//!             cargo run --bin leccion2 -- servidor              el servidor, hasta Ctrl-C
//!             cargo run --bin leccion2 -- cliente "¡Hola!"      el cliente, en otra terminal
//!
//! El camino de lectura:
//! 1. `bytes.rs`: por el cable van bytes; un texto los lleva dentro, y media letra no es texto.
//! 2. `clasico.rs`: el error de siempre, un `read` por el mensaje entero.
//! 3. `plazo.rs`: ninguna espera es para siempre.
//! 4. `servidor.rs`: leer en un bucle, hasta el 0 con que el otro se despide.
//! 5. `descuidos.rs`: cuatro descuidos que con «hola» no se notan.
//! 6. `cliente/conectar.rs`: llamar, a cualquiera de las direcciones de un nombre.
//! 7. `cliente/programa.rs`: qué se envía, y qué se dice cuando ha vuelto.
//! 8. `cliente/transferencia.rs`: enviar y recibir a la vez, y el medio cierre.
//! 9. `cliente/pendientes.rs`: comparar el eco según llega, sin guardarlo entero.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use redes::argumentos::{Red, leer, plazo, puerto_de_la_leccion};
use redes::errores::{Resultado, terminar};
use redes::guia::{Opciones, recorrer};

use leccion2::cliente::{conectar, programa};
use leccion2::guia::{self, demo};
use leccion2::{clasico, servidor};

/// Lección 2: un servidor que devuelve lo que recibe, y el cliente que lo comprueba
#[derive(Parser)]
#[command(name = "leccion2", version, mut_arg("puerto", puerto_de_la_leccion(servidor::PUERTO)))]
struct Argumentos {
    #[command(flatten)]
    red: Red,
    #[command(subcommand)]
    orden: Option<Orden>,
}

#[derive(Subcommand)]
enum Orden {
    /// La lección guiada (es lo que ocurre si no pides nada)
    Guia(Opciones),
    /// Servidor y cliente en un mismo programa: corto, y acaba solo
    Demo,
    /// Devuelve a cada cliente lo que envía, uno detrás de otro, hasta Ctrl-C
    Servidor {
        /// Comete el error clásico (un solo `read` de 1024 bytes) para que lo veas fallar
        #[arg(long)]
        clasico: bool,
        /// Cuánto puede callar un cliente antes de colgarle (si no lo dices, 60s)
        #[arg(long, value_name = "TIEMPO", value_parser = plazo)]
        plazo: Option<Duration>,
    },
    /// Envía un mensaje, un fichero o lo que escribas, y comprueba el eco
    Cliente {
        /// Lo que se envía; sin él, lo que llegue por stdin o lo que escribas, línea a línea
        #[arg(value_name = "MENSAJE")]
        mensaje: Vec<String>,
        /// Cuánto se espera a que el servidor conteste (si no lo dices, 10s)
        #[arg(long, value_name = "TIEMPO", value_parser = plazo)]
        plazo: Option<Duration>,
    },
}

fn main() -> ExitCode {
    let Argumentos { red, orden } = leer();
    terminar(ejecutar(&red, orden))
}

fn ejecutar(red: &Red, orden: Option<Orden>) -> Resultado {
    match orden {
        None => recorrer(&guia::guion(), &Opciones::default()),
        Some(Orden::Guia(opciones)) => recorrer(&guia::guion(), &opciones),
        Some(Orden::Demo) => demo::ejecutar(),
        Some(Orden::Servidor { clasico, plazo }) => {
            let listener = servidor::abrir(red)?;
            let atender: servidor::Atender =
                if clasico { clasico::atender } else { |stream| servidor::devolver_eco(stream) };
            servidor::servir(&listener, plazo.unwrap_or(servidor::PACIENCIA), atender)
        }
        Some(Orden::Cliente { mensaje, plazo }) => {
            programa::ejecutar(&red.host, red.puerto(servidor::PUERTO), &mensaje, plazo.unwrap_or(conectar::PLAZO))
        }
    }
}
