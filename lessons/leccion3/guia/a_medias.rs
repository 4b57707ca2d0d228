//! Paso 10: el cliente se va a mitad de un marco.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 10

use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::marco::leer_marco;

pub fn paso() -> Paso {
    Paso::nuevo("a-medias", "Se ha ido a mitad de un marco")
        .parrafo("El cliente anuncia 12 bytes, envía «hola» y se va. `leer_marco` lee con esta función:")
        .codigo("marco.rs", "llenar")
        .apuesta(
            "¿Qué devuelve `leer_marco`?",
            &[
                "`Ok(Some(…))` con los 4 bytes que hay",
                "`Ok(None)`: el cliente ha terminado",
                "un error que dice cuántos faltaban",
                "nada: se queda esperando los otros 8",
            ],
        )
        .ejecutar(marco_a_medias)
}

fn marco_a_medias(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(b"\0\0\0\x0chola"), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Si el final llega **entre** marcos, es una despedida (`None`); si llega **dentro** de uno, \
                 falta algo, y quien lee tiene que saberlo.",
                explicar(&error)
            ),
        ),
        Ok(Some(_)) => Desenlace::opcion(0, "Ha dado los bytes que había."),
        Ok(None) => Desenlace::opcion(1, "Lo ha tomado por una despedida."),
    })
}
