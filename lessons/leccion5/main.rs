//! Lección 5: interpretar y serializar. El mismo informe como texto, JSON, binario y pickle.
//!
//! cargo run --bin leccion5                                 la lección, paso a paso
//! cargo run --bin leccion5 -- demo                         un informe en los cuatro formatos, en un momento
//! cargo run --bin leccion5 -- comparar                     cuánto ocupa y cuánto tarda cada uno
//! cargo run --bin leccion5 -- servidor --formato json      y, en otra terminal:
//! cargo run --bin leccion5 -- cliente --formato json
//!
//! Para leer el código, en este orden:
//!
//! 1. `informe.rs`: lo que se envía, y los topes que valen para todos los formatos.
//! 2. `formatos/texto.rs`: tres líneas escritas y cortadas a mano, sin fiarse de los saltos.
//! 3. `formatos/json.rs`: lo mismo con serde, en texto que se explica solo.
//! 4. `formatos/binario.rs`: lo mismo en binario, con un tope a lo que un mensaje puede pedir.
//! 5. `formatos/vigia.rs`: por qué un pickle es un programa, y cómo se lee sin ejecutarlo.
//! 6. `formatos/mod.rs`: un formato u otro, sin tocar el informe.
//! 7. `mensajes.rs`: dónde acaba un informe y empieza el siguiente.
//! 8. `cliente.rs`: envía un informe y sabe despedirse.
//! 9. `servidor.rs`: recibe los de todos, y lo que haga mal uno no molesta a los demás.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use leccion5::formatos::Formato;
use leccion5::guia::{aparte, demo, guion};
use leccion5::muestra::muestra;
use leccion5::pantalla::tabla::en_pantalla;
use leccion5::servidor::{PUERTO, Trato, servir};
use leccion5::{cliente, comparar, equipo};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::errores::{self, Resultado};
use redes::guia;
use redes::red::escuchar;

/// Lección 5: interpretar y serializar
#[derive(Parser)]
#[command(
    name = "leccion5",
    version,
    mut_arg("puerto", puerto_de_la_leccion(PUERTO))
)]
struct Argumentos {
    #[command(subcommand)]
    orden: Option<Orden>,
    #[command(flatten)]
    red: Red,
}

#[derive(Subcommand)]
enum Orden {
    /// La lección, paso a paso (también sin ninguna orden)
    Guia(guia::Opciones),
    /// Un informe en los cuatro formatos, por sockets de verdad
    Demo,
    /// Mide cuánto ocupa y cuánto tarda cada formato, y qué le hace un bit equivocado
    Comparar,
    /// Recibe informes y los enseña en una tabla
    Servidor {
        /// En qué formato llegan
        #[arg(long, value_enum, default_value_t = Formato::Texto)]
        formato: Formato,
        /// Lo que tiene cada cliente para enviar un informe entero
        #[arg(long, value_name = "TIEMPO", default_value = "10s", value_parser = argumentos::plazo)]
        plazo: Duration,
        /// Atiende a N clientes y termina
        #[arg(long, value_name = "N")]
        clientes: Option<u64>,
    },
    /// Envía el informe de este ordenador
    Cliente {
        /// En qué formato lo envía: el mismo que el servidor
        #[arg(long, value_enum, default_value_t = Formato::Texto)]
        formato: Formato,
        /// El nombre que envía (si no, el de este ordenador)
        #[arg(long, value_name = "NOMBRE")]
        nombre: Option<String>,
        /// Envía el informe de ejemplo, que es siempre el mismo: para ver los mismos bytes que los demás
        #[arg(long)]
        muestra: bool,
    },
    // La usa la guía para ver morir un programa sin morir ella. No está en la ayuda.
    #[command(hide = true)]
    SinLimite,
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(ejecutar(argumentos))
}

fn ejecutar(Argumentos { orden, red }: Argumentos) -> Resultado {
    match orden.unwrap_or(Orden::Guia(guia::Opciones::default())) {
        Orden::Guia(opciones) => guia::recorrer(&guion(), &opciones),
        Orden::Demo => demo::demo(),
        Orden::Comparar => comparar::comparar(),
        Orden::Servidor { formato, plazo, clientes } => {
            let listener = escuchar(&red, PUERTO)?;
            let trato = Trato { formato, plazo, clientes };
            servir(&listener, trato, &en_pantalla);
            Ok(())
        }
        Orden::Cliente { formato, nombre, muestra: de_muestra } => {
            let mut informe =
                if de_muestra { muestra() } else { equipo::informe() };
            if let Some(nombre) = nombre {
                informe.nombre = nombre;
            }
            let puerto = red.puerto(PUERTO);
            cliente::llamar(&red.host, puerto, formato, &informe)
        }
        Orden::SinLimite => aparte::leer_sin_limite(),
    }
}
