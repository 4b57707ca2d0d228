//! Lección 3: TCP es un flujo de bytes, no de mensajes.
//!
//! cargo run --bin leccion3                                 la lección, paso a paso
//! cargo run --bin leccion3 -- demo                         lo mismo enviado de tres maneras, en un momento
//! cargo run --bin leccion3 -- servidor --modo lineas       y, en otra terminal:
//! cargo run --bin leccion3 -- cliente --modo lineas uno dos tres
//!
//! El camino de lectura:
//! 1. `crudo.rs`: lo que da TCP, lectura a lectura: bytes, y ningún mensaje.
//! 2. `ingenuo.rs`: los cuatro errores de siempre, escritos para verlos fallar.
//! 3. `lineas.rs`: mensajes que acaban en un salto, con memoria para lo que llega de más.
//! 4. `marco.rs`: mensajes con su longitud delante, que se comprueba antes de creérsela.
//! 5. `modo.rs`: las tres maneras, para elegir una.
//! 6. `servidor.rs`: qué reconoce en el flujo quien lo lee de cada manera.
//! 7. `cliente.rs`: enviar y leer a la vez, y despedirse.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::errores::{self, Resultado};
use redes::guia::{Opciones, recorrer};
use redes::red::escuchar;

use leccion3::cliente::{self, Pedido};
use leccion3::crudo::BUFFER;
use leccion3::guia::{self, demo};
use leccion3::modo::Modo;
use leccion3::servidor::{self, PUERTO, Trato};

/// Lección 3: TCP es un flujo de bytes, no de mensajes
#[derive(Parser)]
#[command(name = "leccion3", version, mut_arg("puerto", puerto_de_la_leccion(PUERTO)))]
struct Argumentos {
    #[command(subcommand)]
    orden: Option<Orden>,
    #[command(flatten)]
    red: Red,
}

#[derive(Subcommand)]
enum Orden {
    /// La lección, paso a paso (también sin ninguna orden)
    Guia(Opciones),
    /// El mismo mensaje de tres maneras, por sockets de verdad
    Demo,
    /// Dice qué mensajes reconoce en lo que le envían
    Servidor {
        /// Cómo se distinguen los mensajes
        #[arg(long, value_enum, default_value_t = Modo::Crudo)]
        modo: Modo,
        // Con un búfer de 0 bytes, `read` daría siempre 0, que es justo lo que significa «ha terminado».
        /// Bytes que pide en cada lectura, de 1 a 65536
        #[arg(long, value_name = "BYTES", default_value_t = BUFFER, value_parser = argumentos::entero(1_usize, 65536))]
        bufer: usize,
        /// Cuánto espera a un cliente callado antes de pasar al siguiente
        #[arg(long, value_name = "TIEMPO", default_value = "60s", value_parser = argumentos::plazo)]
        plazo: Duration,
    },
    /// Envía mensajes y enseña lo que vuelve
    Cliente {
        /// Lo que se envía (si no hay, lo que escribas: un mensaje por línea)
        #[arg(value_name = "MENSAJE")]
        mensajes: Vec<String>,
        /// Cómo se distinguen los mensajes: el mismo que el servidor
        #[arg(long, value_enum, default_value_t = Modo::Crudo)]
        modo: Modo,
        /// Cuánto espera entre un envío y el siguiente
        #[arg(long, value_name = "TIEMPO", default_value = "0ms", value_parser = argumentos::duracion)]
        pausa: Duration,
    },
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(ejecutar(argumentos))
}

fn ejecutar(Argumentos { orden, red }: Argumentos) -> Resultado {
    match orden.unwrap_or(Orden::Guia(Opciones::default())) {
        Orden::Guia(opciones) => recorrer(&guia::guion(), &opciones),
        Orden::Demo => demo::demo(),
        Orden::Servidor { modo, bufer, plazo } => {
            servidor::servir(&escuchar(&red, PUERTO)?, &Trato { modo, bufer, plazo })
        }
        Orden::Cliente { mensajes, modo, pausa } => {
            cliente::llamar(&red.host, red.puerto(PUERTO), &Pedido { modo, mensajes, pausa })
        }
    }
}
