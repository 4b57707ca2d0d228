//! Paso 7: la nota se pierde, y el cliente espera sin fin.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 7

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::fallas::{Cuando, Perder};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, RATO, inesperado};
use crate::udp::ingenuo;

pub fn paso() -> Paso {
    Paso::nuevo("para-siempre", "Esperar para siempre")
        .parrafo(
            "Este es el cliente de eco que casi todo el mundo escribe la primera vez (en Python, `sendto` y `recvfrom`). \
             Entre él y el servidor ponemos una red que pierde el primer datagrama.",
        )
        .codigo("ingenuo.rs", "ingenuo")
        .apuesta(
            "¿Qué hace el cliente?",
            &["`send_to` da un error: se ha perdido", "`recv_from` da un error al cabo de un rato", "esperar, sin fin"],
        )
        .ejecutar(esperar_sin_plazo)
}

fn esperar_sin_plazo(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::con(escena, Perder::nueva(Cuando::las([1])))?;
    mesa.cliente.set_read_timeout(Some(RATO)).map_err(inesperado)?;
    match ingenuo::preguntar(&mesa.cliente, mesa.destino, b"hola") {
        Ok(_) => Ok(Desenlace::relato("Esta vez no se ha perdido.")),
        Err(_) => {
            mesa.nota(Lado::Cliente, "1 s, y nada: lo paro yo");
            Ok(Desenlace::opcion(
                2,
                "Esperar. `send_to` ha devuelto `Ok`, que solo significa «la he soltado»; el servidor no sabe que existió, y \
                 nadie más va a decir nada. Lo hemos parado al segundo; por él, ahí seguiría. La cura empieza por un plazo: \
                 `socket.set_read_timeout(Some(…))`, o `settimeout` en Python. Y cuando se acaba, hay que decidir qué hacer.",
            ))
        }
    }
}
