//! Lección 4: muchos clientes a la vez. Un concurso de preguntas con un hilo por jugador.
//!
//! Ejecútala:  cargo run --bin leccion4                              la lección, paso a paso
//!             cargo run --bin leccion4 -- demo                      una partida entera, en un momento
//!             cargo run --bin leccion4 -- saludo                    el principio: ábrelo en varias pestañas
//!             cargo run --bin leccion4 -- servidor                  el concurso, y en otras dos terminales:
//!             cargo run --bin leccion4 -- cliente --equipo Ana
//!
//! El camino de lectura:
//! 1. `ingenuo.rs`: los errores de siempre: el que calla y bloquea a todos, la suma que se pierde, el aviso que no oye nadie.
//! 2. `servidor/hilos.rs`: la cura del primero, un hilo por cliente.
//! 3. `saludo/saludar.rs`: lo que hace cada hilo, en un servidor pequeño.
//! 4. `protocolo/mensajes.rs`: qué se dicen el cliente y el servidor del concurso.
//! 5. `juego/maquina.rs`: el concurso sin redes: entra lo que ha pasado y a qué hora, y salen los avisos.
//! 6. `servidor/sala.rs`: lo que comparten los hilos (`Mutex`), y cómo se esperan sin gastar nada (`Condvar`).
//! 7. `servidor/conexion/decir.rs`: escribir a un jugador sin que pueda detener a los demás.
//! 8. `servidor/servir.rs`: todo junto: los hilos de los jugadores y el presentador.
//!
//! Después, si quieres más: `servidor/escucha.rs` (la cola de llamadas), `juego/rondas.rs` y `cliente/jugar.rs`.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use leccion4::cliente::jugar::jugar;
use leccion4::guia::{demo, guion};
use leccion4::protocolo::eleccion::Protocolo;
use leccion4::saludo;
use leccion4::servidor::arranque;
use leccion4::servidor::escucha::{PUERTO, abrir};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::errores::{self, Resultado};
use redes::guia::{self, recorrer};

/// Lección 4: muchos clientes a la vez, con hilos, y un concurso de preguntas
#[derive(Parser)]
#[command(
    name = "leccion4",
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
    /// Una partida entera en un solo programa: corta, y acaba sola
    Demo,
    /// Saluda a cada navegador desde su propio hilo
    Saludo {
        /// Cuánto se hace esperar cada saludo
        #[arg(long, value_name = "TIEMPO", default_value = "0ms", value_parser = argumentos::duracion)]
        pausa: Duration,
        /// Atiende a estos clientes y termina
        #[arg(long, value_name = "N", value_parser = argumentos::entero(1_usize, 1_000_000))]
        clientes: Option<usize>,
    },
    /// El concurso: espera a los jugadores, pregunta, corrige y clasifica
    Servidor(arranque::Opciones),
    /// Juega en el concurso, con el teclado o por una tubería (una respuesta por línea)
    Cliente {
        /// El nombre de tu equipo
        #[arg(long, value_name = "NOMBRE")]
        equipo: Option<String>,
        /// Cómo se habla por el cable: como en el curso, o como los programas de Python
        #[arg(long, value_enum, default_value_t = Protocolo::Curso)]
        protocolo: Protocolo,
    },
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(ejecutar(argumentos))
}

fn ejecutar(Argumentos { orden, red }: Argumentos) -> Resultado {
    match orden.unwrap_or(Orden::Guia(guia::Opciones::default())) {
        Orden::Guia(opciones) => recorrer(&guion(), &opciones),
        Orden::Demo => demo::demo(),
        Orden::Saludo { pausa, clientes } => {
            saludo::servir::servir(abrir(&red)?, pausa, clientes);
            Ok(())
        }
        Orden::Servidor(opciones) => {
            arranque::arrancar(&red, opciones)
        }
        Orden::Cliente { equipo, protocolo } => {
            jugar(&red.host, red.puerto(PUERTO), equipo, protocolo)
        }
    }
}
