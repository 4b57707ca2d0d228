//! Paso 6: el mismo informe en binario, con bincode.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::{Formato, binario};
use crate::guia::escenas::{enviar_informe, fallo};
use crate::informe::Informe;
use crate::muestra::muestra;

pub fn lo_justo() -> Paso {
    Paso::nuevo("bincode", "Binario: lo justo")
        .parrafo(
            "Si los dos lados tienen la misma estructura, los nombres sobran: basta con los valores, en orden. Es lo que \
             hace **bincode**. La estructura no cambia ni una letra; solo, quién está en el enchufe.",
        )
        .codigo("formatos/mod.rs", "codificar")
        .apuesta(
            "¿Qué va justo delante de los bytes de «aula-07»?",
            &["un byte: 07", "cuatro bytes: 00 00 00 07", "unas comillas: 22", "nada"],
        )
        .ejecutar(enviar_bincode)
}

fn enviar_bincode(escena: &Escena) -> Resultado<Desenlace> {
    // Con una fecha corta cabe entero en el dibujo.
    let informe = Informe { fecha: "hoy".to_string(), ..muestra() };
    let leidos = enviar_informe(escena, Formato::Bincode, &informe)?
        .map_err(fallo)?;
    Ok(Desenlace::opcion(
        0,
        format!(
            "Los cuatro primeros bytes son del marco. Después, `03` y la fecha (aquí, «hoy»), `07` y el nombre, `06` y la \
             versión: cada texto con su longitud delante, y un byte basta hasta 250. Ha llegado {}. Un salto de línea \
             dentro no molesta: nadie lo busca. Con la fecha entera serían {} bytes, por los 70 de JSON.",
            if leidos == [informe] { "igual" } else { "distinto" },
            binario::codificar(&muestra())
                .map_err(Fallo::nuevo)?
                .len()
        ),
    ))
}
