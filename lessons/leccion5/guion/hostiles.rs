//! Pasos 7 y 8: mensajes binarios hechos para hacer daño, y lo que sobra detrás de los buenos.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use super::escenas::{ensenar_bytes, veredicto};
use crate::binario;
use crate::comparar::muestra;
use crate::hostil::{self, Muerte};

pub fn ocho_exbibytes() -> Paso {
    Paso::nuevo("ocho-exbibytes", "Quince bytes que piden 8 EiB")
        .parrafo("En un mensaje binario las longitudes las escribe el otro. Aquí hay una con muy mala intención:")
        .codigo("hostil.rs", "quince")
        .parrafo("Se la damos a bincode con su configuración de siempre, en **otro** proceso, por si acaso:")
        .codigo("binario.rs", "sin_limite")
        .apuesta(
            "¿Qué hace `decode_from_slice`?",
            &[
                "devuelve un error: esos bytes no están",
                "reserva 8 EiB y espera",
                "el programa entero muere: no llega a devolver nada",
                "se pierde el final: da un nombre vacío",
            ],
        )
        .ejecutar(morir)
        .parrafo("Ahora, con un tope. Es una línea:")
        .codigo("binario.rs", "limite")
        .ejecutar(no_morir)
}

fn morir(escena: &Escena) -> Resultado<Desenlace> {
    let mensaje = hostil::quince_bytes();
    ensenar_bytes(escena, &mensaje);
    let Muerte { codigo, palabras } =
        hostil::descodificar_aparte(&mensaje)?;
    escena.decir(&format!(
        "Sus últimas palabras, en inglés: «{}».",
        palabras.lines().next().unwrap_or("(ninguna)")
    ));
    let como = codigo
        .map_or("lo ha matado una señal".to_string(), |codigo| {
            format!("código de salida {codigo}")
        });
    // Con código 1 sería un error devuelto y contado, como es debido.
    let cierta = if codigo == Some(1) { 0 } else { 2 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Ha terminado así: {como}. Primero hace sitio para lo que le dicen y después mira si está. Ningún ordenador \
             tiene 8 EiB; y cuando en Rust falla una reserva no hay error que recoger: acaba el proceso, con todos sus \
             clientes. (Con una longitud de 4 GiB sería peor: quizá los reserve, y eso en cada mensaje.)"
        ),
    ))
}

fn no_morir(escena: &Escena) -> Resultado<Desenlace> {
    let leido = binario::descodificar(&hostil::quince_bytes());
    escena.decir(&format!("Con `with_limit`: {}.", veredicto(&leido)));
    Ok(Desenlace::relato(
        "Un error normal, que cuesta una línea en stderr. Todo formato con longitudes necesita un tope **antes** de \
         reservar: es la longitud mentirosa de la lección 3, escondida dentro de una biblioteca.",
    ))
}

pub fn lo_que_sobra() -> Paso {
    Paso::nuevo("lo-que-sobra", "Lo que sobra detrás")
        .parrafo(
            "A un informe en bincode le pegamos detrás tres bytes, `ff ff ff`, y se lo damos a `decode_from_slice`.",
        )
        .apuesta(
            "¿Qué devuelve?",
            &["un error: sobran tres bytes", "el informe, como si nada", "el informe, con la versión estropeada"],
        )
        .ejecutar(aceptar_lo_que_sobra)
        .parrafo("Devuelve también cuántos ha leído. Es lo único que avisa, y hay que mirarlo:")
        .codigo("binario.rs", "descodificar")
        .ejecutar(mirar_lo_que_sobra)
}

fn con_cola() -> Resultado<Vec<u8>> {
    let mut bytes =
        binario::codificar(&muestra()).map_err(Fallo::nuevo)?;
    bytes.extend_from_slice(&[0xff; 3]);
    Ok(bytes)
}

fn aceptar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    let bytes = con_cola()?;
    ensenar_bytes(escena, &bytes);
    let leido = binario::descodificar_principio(&bytes);
    if let Ok((_, leidos)) = &leido {
        escena.decir(&format!(
            "Ha leído {leidos} de {} bytes.",
            bytes.len()
        ));
    }
    let cierta = match &leido {
        Err(_) => 0,
        Ok((informe, _)) if *informe == muestra() => 1,
        Ok(_) => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        "Y así debe ser, porque detrás podría venir otra cosa. Pero en un marco no viene nada más: si sobra algo, los dos \
         lados no hablan de la misma estructura, y seguir es adivinar.",
    ))
}

fn mirar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    escena.decir(&format!(
        "El nuestro: {}.",
        veredicto(&binario::descodificar(&con_cola()?))
    ));
    Ok(Desenlace::relato(
        "`serde_json::from_slice` lo mira sin que se lo pidas; bincode y postcard, no.",
    ))
}
