//! Pasos 5 y 7: esperar sin hacer nada, y cómo espera el presentador.

use std::thread;
use std::time::Duration;

use redes::cifras::numero;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::ingenuo::{Salida, esperar_bien, esperar_girando};

/// Lo que tarda en darse la salida.
const ESPERA: Duration = Duration::from_millis(200);

pub fn girar() -> Paso {
    Paso::nuevo("girar", "Esperar sin hacer nada")
        .parrafo("La partida empieza cuando están todos. ¿Cómo espera un hilo a los demás? Lo primero que se ocurre:")
        .codigo("ingenuo.rs", "girar")
        .apuesta(
            "La salida se da a los 200 ms. ¿Cuántas veces habrá mirado?",
            &["unas doscientas", "unas diez mil", "más de cien mil"],
        )
        .ejecutar(girar_o_dormir)
}

fn girar_o_dormir(_: &Escena) -> Resultado<Desenlace> {
    let veces = |esperar: fn(&Salida) -> u64| {
        let salida = Salida::default();
        thread::scope(|hilos| {
            hilos.spawn(|| {
                thread::sleep(ESPERA);
                salida.dar();
            });
            esperar(&salida)
        })
    };
    let girando = veces(esperar_girando);
    let durmiendo = veces(|salida| esperar_bien(salida, || {}));
    let cierta = match girando {
        ..1000 => 0,
        1000..100_000 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Girando, {} veces en 200 ms, con un procesador ocupado en no hacer nada (oirás el ventilador). Con la \
             `Condvar`, {durmiendo}: una antes de dormirse y otra al despertar.",
            numero(girando)
        ),
    ))
}

pub fn presentador() -> Paso {
    Paso::nuevo("presentador", "El presentador del concurso")
        .parrafo(
            "Así espera el nuestro. Lo despierta la llegada de algo que anunciar, o la hora de cerrar la pregunta. \
             Mientras, no gasta nada.",
        )
        .codigo("sala.rs", "esperar")
        .parrafo("Y así le avisa el hilo de cada jugador:")
        .codigo("sala.rs", "jugada")
}
