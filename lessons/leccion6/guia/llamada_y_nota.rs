//! Paso 1: qué es un datagrama, y qué no hace falta para que llegue.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 1

use std::io;
use std::net::{SocketAddr, UdpSocket};

use redes::cable::Lado;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, inesperado};

pub fn paso() -> Paso {
    Paso::nuevo("llamada-y-nota", "Una llamada y una nota")
        .parrafo(
            "**TCP es una llamada de teléfono.** Marcas, descuelgan, y desde entonces lo que dices se oye entero y en orden. \
             Por eso había `listen` (tener línea), `accept` (descolgar), `connect` (marcar) y una despedida.",
        )
        .parrafo(
            "**UDP es una nota que se pasa en clase.** Escribes para quién es, la sueltas y la va pasando quien esté en \
             medio. Puede perderse, llegar después de otra que escribiste más tarde, o llegar dos veces si alguien la copia. \
             Nadie te avisa. Pero si llega, llega entera: no hay medias notas.",
        )
        .codigo("llamada_y_nota.rs", "nota")
        .apuesta(
            "El servidor acaba de hacer `bind`, y nada más. ¿Qué falta para que le llegue la nota?",
            &["que haga `listen` y `accept`", "que el cliente haga `connect`", "nada"],
        )
        .ejecutar(pasar_una_nota)
}

// ANCHOR: nota
fn pasar_nota(alumno: &UdpSocket, a: SocketAddr) -> io::Result<()> {
    alumno.send_to(b"nos vemos a las cinco", a)?;
    Ok(())
}
// ANCHOR_END: nota

fn pasar_una_nota(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    pasar_nota(&mesa.cliente, mesa.destino).map_err(inesperado)?;
    let mut bufer = [0; 100];
    let (n, _) = mesa.servidor.recv_from(&mut bufer).map_err(inesperado)?;
    mesa.recibe(Lado::Servidor, &bufer[..n]);
    Ok(Desenlace::opcion(
        2,
        "Nada. `bind` pone tu nombre en un pupitre (un puerto), y ya pueden llegarte notas. `recv_from` da la nota y de quién \
         es, que es a quien hay que contestar. `listen` y `accept` no existen en UDP, porque no hay llamadas que coger; y \
         con un solo socket se atiende a toda la clase.",
    ))
}
