//! Paso 4: dos familias de direcciones, y ninguna abre la puerta de la otra.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::renglon;
use crate::direcciones::{CASA, CASA_6, Prueba, TODAS_6, probar};

pub fn paso() -> Paso {
    Paso::nuevo("familias", "Dos familias: IPv4 e IPv6")
        .parrafo(
            "Hay dos familias de direcciones. En IPv4 son cuatro números, `127.0.0.1`; en IPv6, ocho grupos que se \
             abrevian con `::`. `::1` también es «yo mismo», y `::` es «todas las mías». En Python se elige con \
             `AF_INET` o `AF_INET6`; en Rust, la familia va dentro de la dirección.",
        )
        .apuesta(
            "Escuchamos en 127.0.0.1 y llamamos a ::1, mismo puerto. Los dos son «yo mismo». ¿Entra?",
            &["Sí: los dos son localhost", "No: son puertas de familias distintas", "Sí, pero más despacio"],
        )
        .ejecutar(dos_familias)
}

fn dos_familias(escena: &Escena) -> Resultado<Desenlace> {
    let prueba = probar(CASA, CASA_6);
    escena.decir(&renglon(CASA, CASA_6, prueba));
    for (escucha, llamada) in [
        (CASA_6, CASA_6),
        (CASA_6, CASA),
        (TODAS_6, CASA_6),
        (TODAS_6, CASA),
    ] {
        escena.decir(&renglon(
            escucha,
            llamada,
            probar(escucha, llamada),
        ));
    }
    let cierta = if prueba == Prueba::Entra { 0 } else { 1 };
    let final_ = if matches!(
        probar(CASA_6, CASA_6),
        Prueba::SinPuerta(_)
    ) {
        "Este ordenador no tiene IPv6, y no pasa nada: en el curso usamos 127.0.0.1."
    } else {
        "`::` es la puerta más abierta: en Linux y macOS recibe también a los de IPv4."
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "El puerto 8081 de IPv4 y el 8081 de IPv6 son puertas distintas. Cuando escribes `localhost`, el \
             navegador prueba ::1 y, si nadie abre, 127.0.0.1: por eso a él le da igual, y a tu programa quizá no. \
             {final_}"
        ),
    ))
}
