//! La demostración: el servidor y tres jugadores en el mismo programa, por sockets de verdad. Una se va a mitad.
//!
//! Pruébalo:   cargo run --bin leccion4 -- demo

use std::thread;
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use super::robot::{Robot, concurso};
use crate::juego::Reglas;
use crate::juego::preguntas::pregunta::Pregunta;

const RONDAS: usize = 3;

/// Juega una partida y la cuenta.
pub fn demo() -> Resultado {
    println!(
        "Tres jugadores: Ana se lo sabe todo, Beto a veces, y Caro se va a mitad de partida."
    );
    let reglas = Reglas {
        jugadores: 3,
        tiempo: Duration::from_secs(5),
        pausa: Duration::ZERO,
    };
    let (direccion, preguntas) =
        concurso(reglas, RONDAS, |linea| println!("   {linea}"))?;
    let mut ana = Robot::unido(direccion, "Ana")?;
    let mut beto = Robot::unido(direccion, "Beto")?;
    let mut caro = Robot::unido(direccion, "Caro")?;
    thread::scope(|hilos| {
        let los_que_se_quedan = [
            hilos.spawn(|| jugar(&mut ana, contesta_ana, &preguntas)),
            hilos
                .spawn(|| jugar(&mut beto, contesta_beto, &preguntas)),
        ];
        // Caro ve la primera pregunta, contesta cualquier cosa y se va con la segunda delante.
        let (numero, _) = caro.pregunta()?;
        caro.responder(numero, "ni idea")?;
        caro.pregunta()?;
        drop(caro);
        for hilo in los_que_se_quedan {
            hilo.join().unwrap_or_else(|_| {
                Err(Fallo::nuevo(
                    "un jugador de la demostración ha fallado",
                ))
            })?;
        }
        Ok(())
    })?;
    println!(
        "Nadie ha esperado a Caro. Para jugar tú: cargo run --bin leccion4 -- servidor --jugadores 1"
    );
    Ok(())
}

/// Lo que contesta cada uno a una pregunta, sabiendo la respuesta.
type Contesta = fn(numero: usize, correcta: &str) -> String;

fn contesta_ana(_: usize, correcta: &str) -> String {
    correcta.to_uppercase()
}

fn contesta_beto(numero: usize, correcta: &str) -> String {
    if numero == 2 {
        "no lo sé".to_string()
    } else {
        format!(" el {correcta}")
    }
}

/// Juega una partida entera.
fn jugar(
    robot: &mut Robot,
    contesta: Contesta,
    preguntas: &[Pregunta],
) -> Resultado {
    for _ in 0..RONDAS {
        let (numero, texto) = robot.pregunta()?;
        let correcta = preguntas
            .iter()
            .find(|pregunta| pregunta.texto == texto)
            .map_or("", Pregunta::correcta);
        robot.responder(numero, &contesta(numero, correcta))?;
        robot.resultado()?;
    }
    Ok(())
}
