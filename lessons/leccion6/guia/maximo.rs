//! Paso 6: lo que no cabe al enviar, no sale.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 6

use redes::cable::Lado;
use redes::cifras;
use redes::errores::{Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Mesa, inesperado};
use crate::udp::datagramas::{BUFER, Recibido, bufer_para, maximo, recibir};

pub fn paso() -> Paso {
    Paso::nuevo("maximo", "¿Cuánto cabe en una nota?")
        .parrafo(
            "En un flujo cabe lo que sea, poco a poco. Un datagrama sale de una vez o no sale. Probamos con 65 507 bytes, y \
             después con uno más.",
        )
        .apuesta(
            "¿Qué pasa con el de 65 508?",
            &["se parte solo en dos datagramas", "llega cortado", "`send_to` da un error y no sale nada"],
        )
        .ejecutar(lo_mas_grande)
}

fn lo_mas_grande(escena: &Escena) -> Resultado<Desenlace> {
    let mesa = Mesa::nueva(escena)?;
    let cabe = maximo(mesa.destino);
    let mut bufer = bufer_para(BUFER);
    let justo = mesa.cliente.send_to(&vec![b'x'; cabe], mesa.destino);
    if justo.is_ok()
        && let Recibido::Datagrama(n, _) = recibir(&mesa.servidor, &mut bufer).map_err(inesperado)?
    {
        mesa.recibe(Lado::Servidor, &bufer[..n]);
    }
    let pasado = mesa.cliente.send_to(&vec![b'x'; cabe + 1], mesa.destino);
    let Err(error) = pasado else {
        return Ok(Desenlace::relato("Tu sistema ha aceptado más de lo que cabe en un datagrama."));
    };
    mesa.nota(Lado::Cliente, format!("send_to({} B) → error", cabe + 1));
    let justo = if justo.is_err() { " (En tu sistema, ni siquiera el primero: su límite es más bajo.)" } else { "" };
    Ok(Desenlace::opcion(
        2,
        format!(
            "Un error: {}. La longitud de un paquete IP se escribe en 16 bits: 65 535, menos 20 bytes de la cabecera IP y 8 \
             de la de UDP, son {}.{justo} Y por una red de verdad, mejor menos de 1500: lo que no cabe en una trama viaja en \
             varios pedazos, y si se pierde uno se pierde la nota entera.",
            explicar(&error),
            cifras::numero(cabe)
        ),
    ))
}
