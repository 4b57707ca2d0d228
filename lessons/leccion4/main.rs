//! Lección 4: muchos clientes a la vez. Un concurso de preguntas con un hilo por jugador.
//!
//! Ejecútala:  cargo run --bin leccion4                              la lección, paso a paso
//!             cargo run --bin leccion4 -- demo                      una partida entera, en un momento
//!             cargo run --bin leccion4 -- saludo                    el principio: ábrelo en varias pestañas
//!             cargo run --bin leccion4 -- servidor                  el concurso, y en otras dos terminales:
//!             cargo run --bin leccion4 -- cliente --equipo Ana
//!
//! Orden para leer el código: `saludo.rs` e `hilos.rs` (un hilo por cliente), `escucha.rs` (la cola de llamadas), `juego.rs`
//! (el concurso, sin redes), `sala.rs` (lo que comparten los hilos), `conexion.rs` y `servidor.rs`; después, `cliente.rs`.

mod baraja;
mod clasificacion;
mod cliente;
mod cliente_python;
mod conexion;
mod cronica;
mod demo;
mod escenas;
mod escucha;
mod guion;
mod hilos;
mod ingenuo;
mod juego;
mod marcador;
mod mensajes;
mod nombres;
mod oyente;
mod preguntas;
mod protocolo_python;
mod robot;
mod sala;
mod saludo;
mod servidor;
mod te_toca;
mod teclado;
mod texto;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Args, Parser, Subcommand, ValueEnum};
use redes::argumentos::{self, Red, puerto_de_la_leccion};
use redes::errores::{self, Fallo, Resultado};
use redes::guia;

use crate::baraja::Baraja;
use crate::cronica::contados;
use crate::juego::Reglas;
use crate::sala::Sala;

/// Lección 4: muchos clientes a la vez, con hilos, y un concurso de preguntas
#[derive(Parser)]
#[command(
    name = "leccion4",
    version,
    mut_arg("puerto", puerto_de_la_leccion(servidor::PUERTO))
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
    Servidor(OpcionesDelServidor),
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

#[derive(Args)]
struct OpcionesDelServidor {
    /// Cuántos jugadores hacen falta para empezar
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = argumentos::entero(1, hilos::MAXIMO))]
    jugadores: usize,
    /// Cuántas preguntas tiene cada partida
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = argumentos::entero(1_usize, 1000))]
    rondas: usize,
    /// Tus preguntas, en un fichero JSON
    #[arg(long, value_name = "FICHERO.json")]
    preguntas: Option<PathBuf>,
    /// Cuánto hay para contestar cada pregunta
    #[arg(long, value_name = "TIEMPO", default_value = "20s", value_parser = argumentos::plazo)]
    tiempo: Duration,
    /// Cuánto se enseña cada resultado antes de la pregunta siguiente
    #[arg(long, value_name = "TIEMPO", default_value = "3s", value_parser = argumentos::duracion)]
    pausa: Duration,
    /// Juega estas partidas y termina
    #[arg(long, value_name = "N", value_parser = argumentos::entero(1_usize, 1_000_000))]
    clientes: Option<usize>,
    /// Para que salgan las mismas preguntas y en el mismo orden
    #[arg(long, value_name = "N", value_parser = argumentos::entero(0, u64::MAX))]
    semilla: Option<u64>,
    /// Cómo se habla por el cable: como en el curso, o como los programas de Python
    #[arg(long, value_enum, default_value_t = Protocolo::Curso)]
    protocolo: Protocolo,
}

/// Cómo se habla por el cable.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocolo {
    /// Marcos con JSON dentro
    Curso,
    /// Pickles, como los programas de la serie de Python
    Python,
}

fn main() -> ExitCode {
    let argumentos: Argumentos = argumentos::leer();
    errores::terminar(ejecutar(argumentos))
}

fn ejecutar(Argumentos { orden, red }: Argumentos) -> Resultado {
    match orden.unwrap_or(Orden::Guia(guia::Opciones::default())) {
        Orden::Guia(opciones) => {
            guia::recorrer(&guion::guion(), &opciones)
        }
        Orden::Demo => demo::demo(),
        Orden::Saludo { pausa, clientes } => saludo::servir(
            escucha::abrir(&red, servidor::PUERTO)?,
            pausa,
            clientes,
        ),
        Orden::Servidor(opciones) => servir(&red, opciones),
        Orden::Cliente { equipo, protocolo } => cliente::jugar(
            &red.host,
            red.puerto(servidor::PUERTO),
            equipo,
            protocolo,
        ),
    }
}

fn servir(red: &Red, opciones: OpcionesDelServidor) -> Resultado {
    let OpcionesDelServidor {
        jugadores,
        rondas,
        preguntas,
        tiempo,
        pausa,
        clientes,
        semilla,
        protocolo,
    } = opciones;
    let preguntas = preguntas::cargar(preguntas.as_deref())?;
    if preguntas.len() < rondas {
        return Err(Fallo::nuevo(format!("has pedido {} y solo hay {}", contados(rondas, "ronda", "s"), contados(preguntas.len(), "pregunta", "s")))
            .remedio("En una partida no se repite ninguna: pide menos rondas o añade preguntas."));
    }
    let listener = escucha::abrir(red, servidor::PUERTO)?;
    let semilla = semilla.unwrap_or_else(semilla_nueva);
    eprintln!(
        "semilla {semilla} (con --semilla {semilla} salen las mismas preguntas)"
    );
    let reglas = Reglas { jugadores, tiempo, pausa };
    let sala = Sala::nueva(
        reglas,
        rondas,
        Baraja::nueva(preguntas, semilla),
        |linea| println!("{linea}"),
    );
    servidor::servir(listener, sala, protocolo, clientes);
    Ok(())
}

/// Corta, para poder copiarla a mano.
fn semilla_nueva() -> u64 {
    let ahora = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::from(ahora.subsec_nanos()) % 1_000_000
}

#[cfg(test)]
mod pruebas {
    #[test]
    fn la_guia_no_tiene_defectos() {
        assert_eq!(
            crate::guion::guion().defectos(),
            Vec::<String>::new()
        );
    }
}
