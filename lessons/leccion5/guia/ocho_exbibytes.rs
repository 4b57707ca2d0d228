//! Paso 8: quince bytes que piden casi 8 EiB, y el tope que los para.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::binario;
use crate::guia::aparte::{Muerte, descodificar_aparte};
use crate::guia::escenas::{ensenar_bytes, veredicto};
use crate::guia::hostil;

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
    let Muerte { codigo, palabras } = descodificar_aparte(&mensaje)?;
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
