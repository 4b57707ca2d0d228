//! Pasos 11 y 12: «Júpiter» no es «Jupiter», y campos con nombre.

use std::io::Write;

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};
use redes::marco::Lector;

use super::en_casa::fallo;
use crate::juego::texto::{iguales, simplificar};
use crate::protocolo::marcos::{enmarcar, entender};
use crate::protocolo::mensajes::Orden;

pub fn jupiter() -> Paso {
    Paso::nuevo("jupiter", "«Júpiter» no es «Jupiter»")
        .parrafo("La respuesta buena es «Júpiter». Llegan cuatro: «Júpiter», «Jupiter», «JÚPITER» con un espacio detrás, y otra que parece igual que la primera.")
        .codigo("texto.rs", "simplificar")
        .apuesta("Comparadas con `==`, ¿cuántas aciertan?", &["una", "dos: la primera y la última", "las cuatro"])
        .ejecutar(comparar)
}

fn comparar(escena: &Escena) -> Resultado<Desenlace> {
    let buena = "Júpiter";
    for respuesta in
        ["Júpiter", "Jupiter", "JÚPITER ", "Ju\u{301}piter"]
    {
        let bytes: Vec<String> = respuesta
            .bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let si = |vale: bool| if vale { "sí" } else { "no" };
        escena.decir(&format!(
            "«{respuesta}»  {}  `==` {}, simplificada («{}») {}",
            bytes.join(" "),
            si(respuesta == buena),
            simplificar(respuesta),
            si(iguales(respuesta, buena))
        ));
    }
    Ok(Desenlace::opcion(
        0,
        "Solo la primera es igual byte a byte. La última se ve igual en la pantalla, pero lleva la tilde suelta (`cc 81`) \
         detrás de una u corriente: la misma letra, escrita de otra manera. Por eso no se comparan las respuestas, sino lo \
         que queda de ellas al quitar lo que no importa.",
    ))
}

pub fn campos_con_nombre() -> Paso {
    Paso::nuevo("campos-con-nombre", "Campos con nombre")
        .parrafo(
            "En el programa de Python, contestar era enviar `[\"4\", \"Júpiter\"]`. ¿Qué es un 4? ¿Y si mañana hay que decir \
             también a qué pregunta se contesta? En Rust cada mensaje tiene su nombre, y cada dato, el suyo:",
        )
        .codigo("protocolo/mensajes.rs", "orden")
        .parrafo("Por el cable va en un marco, como en la lección 3, con JSON dentro:")
        .ejecutar(ver_cruzar)
        .parrafo("Y lo mismo dentro del programa: mejor un `struct` que una tupla.")
        .codigo("saludo/visita.rs", "campos")
}

fn ver_cruzar(escena: &Escena) -> Resultado<Desenlace> {
    let orden = Orden::Responder {
        pregunta: 1,
        respuesta: "Júpiter".to_string(),
    };
    let marco = enmarcar(&orden).map_err(fallo)?;
    let (recibida, enviada) = escena.conversar(
        |stream| Lector::nuevo(&stream).leer(),
        |mut stream| stream.write_all(&marco),
    )?;
    enviada.map_err(fallo)?;
    let cuerpo = recibida.map_err(fallo)?.unwrap_or_default();
    let entendida =
        entender::<Orden>(&cuerpo).map_err(Fallo::nuevo)?;
    let falta =
        entender::<Orden>(br#"{"tipo":"responder","pregunta":1}"#)
            .err()
            .unwrap_or_default();
    Ok(Desenlace::relato(format!(
        "Cuatro bytes de longitud, y un texto que se entiende solo. Ha llegado {}. Y si falta un campo, no se toma otro por \
         él: «{falta}».",
        if entendida == orden { "tal cual" } else { "otra cosa" }
    )))
}
