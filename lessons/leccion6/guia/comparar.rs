//! Paso 13: lo que TCP hacía ya por ti.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 13

use redes::cifras;
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::comparar::carreras::Pista;
use crate::comparar::marca::Manera;

pub fn paso() -> Paso {
    Paso::nuevo("comparar", "Lo que TCP hacía por ti")
        .parrafo(
            "Cien preguntas, una detrás de otra, por una red que pierde el **20 %** de lo que pasa, en cada sentido. Con plazo \
             de 20 ms y sin reintentar, reintentando, y por TCP.",
        )
        .apuesta(
            "¿A cuántas de las 100 les llega respuesta por UDP, sin reintentar?",
            &["a unas 80", "a unas 64", "a las 100"],
        )
        .ejecutar(carrera)
        .parrafo(
            "En 127.0.0.1 no podemos perder de verdad lo de TCP, así que se emula lo que cuesta: cada trozo espera lo que \
             tardarían sus reenvíos, y lo de detrás espera con él.",
        )
        .codigo("reenviar.rs", "reenviar")
        .parrafo(
            "Entonces, ¿para qué UDP? Para cuando lo viejo ya no interesa (voz, juegos, vídeo), para preguntas sueltas (DNS), \
             para hablar con muchos a la vez, o para hacer el reparto a tu manera (QUIC, o la lección 7). Con más redes y con \
             barras: `cargo run --bin leccion6 -- comparar`",
        )
}

/// Los mensajes de la carrera de la guía: con 100, cada uno es un tanto por ciento.
const MENSAJES: u32 = 100;

fn carrera(escena: &Escena) -> Resultado<Desenlace> {
    let pista = Pista { mensajes: MENSAJES, perdida: 0.2, desorden: false, semilla: 20 };
    let mut a_secas = 0;
    for manera in Manera::TODAS {
        let marca = pista.correr(manera)?;
        if manera == Manera::UdpASecas {
            a_secas = marca.contestados;
        }
        escena.decir(&format!(
            "{}: {} de {MENSAJES} con su eco, en {}.",
            manera.nombre(),
            marca.en_orden,
            cifras::duracion(marca.tiempo)
        ));
    }
    if a_secas == 0 {
        return Err(Fallo::nuevo("por UDP no ha llegado nada"));
    }
    let opcion = match a_secas {
        90.. => 2,
        72..90 => 0,
        _ => 1,
    };
    Ok(Desenlace::opcion(
        opcion,
        "Tienen que llegar la pregunta **y** la respuesta: 0,8 × 0,8 = 0,64. Reintentando llegan todas, y se paga en tiempo: \
         si se pierde la respuesta, se repite también la pregunta. TCP llega a lo mismo sin que lo escribas, y repite solo lo \
         perdido: números, acuses, plazos que se doblan y reenvíos están dentro del sistema.",
    ))
}
