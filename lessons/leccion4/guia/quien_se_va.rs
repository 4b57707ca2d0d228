//! Paso 8: la jugadora que se va.

use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use super::robot::{Robot, concurso};
use crate::juego::Reglas;
use crate::protocolo::mensajes::Aviso;

pub fn quien_se_va() -> Paso {
    Paso::nuevo("quien-se-va", "La jugadora que se va")
        .parrafo(
            "Ana, Beto y Caro tienen delante la misma pregunta. Ana y Beto contestan; Caro cierra el portátil. El servidor \
             ingenuo cuenta respuestas hasta llegar a tres.",
        )
        .ejecutar(se_va_y_se_le_espera)
        .parrafo(
            "El nuestro no cuenta respuestas: le pregunta a un juego que sabe quién sigue. Es una máquina **pura**: entra \
             lo que ha pasado y a qué hora, y salen los avisos. Ni sockets, ni hilos, ni reloj; así se puede probar con \
             miles de partidas inventadas en un segundo.",
        )
        .codigo("juego/maquina.rs", "pasa")
        .parrafo("Los mismos tres, de verdad, con 5 s para contestar. Caro se va.")
        .apuesta("¿Cuándo se cierra la pregunta?", &["en cuanto se va", "a los 5 s"])
        .ejecutar(se_va_y_se_sigue)
}

fn se_va_y_se_le_espera(_: &Escena) -> Resultado<Desenlace> {
    // Tres jugadores y un contador: «la pregunta se cierra cuando hayan contestado tres».
    let (contesta, respuestas) = channel();
    for jugador in ["Ana", "Beto", "Caro"] {
        let contesta = contesta.clone();
        thread::spawn(move || {
            if jugador != "Caro" {
                let _ = contesta.send(jugador);
            }
        });
    }
    let limite = Instant::now() + Duration::from_millis(400);
    let mut han_contestado = Vec::new();
    while han_contestado.len() < 3 {
        match respuestas.recv_timeout(
            limite.saturating_duration_since(Instant::now()),
        ) {
            Ok(jugador) => han_contestado.push(jugador),
            Err(_) => break,
        }
    }
    drop(contesta);
    Ok(Desenlace::relato(format!(
        "Han contestado {} de 3, y ahí se queda: a los 400 ms lo hemos dejado nosotros. Caro se ha ido, su respuesta no \
         llegará nunca, y Ana y Beto miran la misma pregunta para siempre. Es lo que le pasaba al programa de Python: un \
         `Event` que solo se activa cuando han contestado **todos**.",
        han_contestado.len()
    )))
}

fn se_va_y_se_sigue(_: &Escena) -> Resultado<Desenlace> {
    let reglas = Reglas {
        jugadores: 3,
        tiempo: Duration::from_secs(5),
        pausa: Duration::ZERO,
    };
    let (direccion, _) = concurso(reglas, 1, |_| {})?;
    let mut ana = Robot::unido(direccion, "Ana")?;
    let mut beto = Robot::unido(direccion, "Beto")?;
    let mut caro = Robot::unido(direccion, "Caro")?;
    let (numero, _) = caro.pregunta()?;
    for robot in [&mut ana, &mut beto] {
        robot.pregunta()?;
        robot.responder(numero, "no lo sé")?;
    }
    let antes = Instant::now();
    drop(caro);
    let Aviso::Resultado { tabla, .. } = ana.resultado()? else {
        return Err(Fallo::nuevo(
            "el concurso no ha cerrado la pregunta",
        ));
    };
    let tarda = antes.elapsed();
    beto.resultado()?;
    let siguen =
        tabla.cabeza.iter().filter(|puesto| puesto.sigue).count();
    Ok(Desenlace::opcion(
        usize::from(tarda > Duration::from_secs(4)),
        format!(
            "{} ms después de irse Caro, la pregunta estaba cerrada: de {} jugadores siguen {siguen}. El hilo de Caro ha \
             leído un 0 (su despedida), se lo ha contado al juego, y el juego ha visto que ya no faltaba nadie. Y si se \
             hubiera quedado callada, el tiempo de la pregunta habría hecho lo mismo.",
            tarda.as_millis(),
            tabla.jugadores
        ),
    ))
}
