//! De la línea de órdenes al servidor en marcha.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use redes::argumentos::{self, Red};
use redes::cifras::plural;
use redes::consola::{self, Cronista};
use redes::errores::{Fallo, Resultado};
use redes::fallas::Azar;

use super::aforo;
use super::escucha;
use super::estado::Estado;
use super::fichero;
use super::sala::Sala;
use super::servir::{DESPEDIDA, servir};
use crate::juego::Reglas;
use crate::juego::baraja::Baraja;
use crate::protocolo::eleccion::Protocolo;

/// Las opciones de `servidor`.
#[derive(Args)]
pub struct Opciones {
    /// Cuántos jugadores hacen falta para empezar
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = argumentos::entero(1, aforo::MAXIMO))]
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

/// Prepara las preguntas, abre el puerto y juega.
///
/// # Errors
/// Si las preguntas no valen o no llegan, o si no se puede escuchar.
pub fn arrancar(red: &Red, opciones: Opciones) -> Resultado {
    let rondas = opciones.rondas;
    let preguntas = fichero::cargar(opciones.preguntas.as_deref())?;
    if preguntas.len() < rondas {
        return Err(Fallo::nuevo(format!("has pedido {} y solo hay {}", plural(rondas, "ronda"), plural(preguntas.len(), "pregunta")))
            .remedio("En una partida no se repite ninguna: pide menos rondas o añade preguntas."));
    }
    let listener = escucha::abrir(red)?;
    let semilla =
        opciones.semilla.unwrap_or_else(Azar::semilla_imprevista);
    consola::avisar(&format!(
        "semilla {semilla} (con --semilla {semilla} salen las mismas preguntas)"
    ));
    let reglas = Reglas {
        jugadores: opciones.jugadores,
        tiempo: opciones.tiempo,
        pausa: opciones.pausa,
    };
    let baraja = Baraja::nueva(preguntas, semilla);
    let estado = Estado::nuevo(reglas, rondas, baraja);
    // Que nadie lea lo que se cuenta no acaba ni para la partida de nadie.
    let cronista = Arc::new(Cronista::nuevo());
    let cuenta = Arc::clone(&cronista);
    let sala = Sala::nueva(
        estado,
        Box::new(move |linea| cuenta.contar(linea)),
    );
    servir(listener, sala, opciones.protocolo, opciones.clientes);
    cronista.despedir(DESPEDIDA);
    Ok(())
}
