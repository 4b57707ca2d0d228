//! Paso 9: una longitud que miente, creída y comprobada.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 9

use redes::cifras::numero;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::ingenuo;
use crate::marco::leer_marco;

pub fn paso() -> Paso {
    Paso::nuevo("longitud-mentirosa", "Una longitud que miente")
        .parrafo(
            "La longitud la escribe el otro. Un cliente envía `ff ff ff ff`, que significa «detrás vienen 4 GiB», y \
             nada más. Primero lo lee un programa confiado:",
        )
        .codigo("ingenuo.rs", "confiado")
        .ejecutar(longitud_creida)
        .parrafo("Y ahora el nuestro, que acepta mensajes de 1 MiB como mucho:")
        .codigo("marco.rs", "leer")
        .apuesta("¿Cuánta memoria reservará?", &["4 GiB", "1 MiB, el máximo", "nada"])
        .ejecutar(longitud_comprobada)
}

/// La mentira: «detrás vienen 4 GiB».
const MENTIRA: [u8; 4] = [0xff; 4];

fn longitud_creida(escena: &Escena) -> Resultado<Desenlace> {
    let (longitud, concedido) =
        conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| ingenuo::hacer_sitio(&mut de))?;
    let sistema = if concedido {
        "y el sistema ha dicho que sí: cuatro bytes le han costado 4 GiB de promesa. Con cincuenta conexiones así, \
         200 GiB; en cuanto los toque, se acabó"
    } else {
        "y el sistema ha dicho que no: con `vec![0; longitud]`, el programa habría muerto ahí mismo"
    };
    Ok(Desenlace::relato(format!("Ha pedido sitio para {} bytes, {sistema}.", numero(longitud))))
}

fn longitud_comprobada(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Lo ha dicho con cuatro bytes leídos y antes de reservar nada. Después hay que cerrar: ya no \
                 se sabe dónde empieza el marco siguiente.",
                explicar(&error)
            ),
        ),
        Ok(_) => Desenlace::opcion(0, "Lo ha aceptado."),
    })
}
