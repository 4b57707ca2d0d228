//! Pasos 10 y 11: qué hacer si no llega la respuesta, y lo que hacía TCP.

use redes::argumentos::mostrar_duracion;
use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::{Fallo, Resultado};
use redes::fallas::{Cuando, Perder};
use redes::guia::{Desenlace, Escena, Paso};

use super::preguntas::TRATO;
use super::utiles::{inesperado, nota};
use crate::carreras::{Manera, Pista};
use crate::eco_en_hilo::EcoUdp;
use crate::intermediario::Intermediario;
use crate::preguntar::{Cliente, Trato};

pub fn reintento() -> Paso {
    Paso::nuevo("reintento", "Insistir, pero con cabeza")
        .parrafo("Plazo, y si se acaba, otra vez: la misma nota, con el mismo número. Cada espera dobla la anterior.")
        .codigo("peticion.rs", "intentar")
        .codigo("preguntar.rs", "insistir")
        .parrafo("La red de ahora pierde la **primera pregunta** y la **primera respuesta**.")
        .apuesta("¿Cuántas veces recibe el servidor la pregunta?", &["una", "dos", "tres"])
        .ejecutar(insistir)
}

fn insistir(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, vivo) = EcoUdp::abrir().map_err(inesperado)?;
    let pierde = || Perder::nueva(Cuando::las([1]));
    let red = Intermediario::udp(servidor, pierde(), pierde(), Some(escena.cable().clone())).map_err(inesperado)?;
    let mut cliente = Cliente::nuevo(red.direccion, Trato { intentos: 6, numerada: true, ..TRATO });
    let eco = cliente.preguntar(b"hola", |aviso| nota(escena, Lado::Cliente, aviso.to_string()))?;
    escena.cable().anotar(Lado::Cliente, Suceso::RecibeDatagrama(Muestra::de(&eco.mensaje)));
    let veces = usize::try_from(vivo.atendidos()).unwrap_or_default();
    Ok(Desenlace {
        ciertas: veces.checked_sub(1).into_iter().collect(),
        relato: format!(
            "Se ha enviado {} veces y le ha llegado {veces}. Para el cliente, perder la pregunta y perder la respuesta son lo \
             mismo; para el servidor, no: la segunda vez **repite el trabajo**. Con un eco da igual. Con «apunta a Marta en \
             la lista», no: por eso un servidor serio recuerda los números ya atendidos. Y el número hace que, si al final \
             llegan las dos respuestas, la segunda no se tome por otra cosa. Ha tardado {}.",
            eco.intentos,
            mostrar_duracion(eco.tiempo)
        ),
    })
}

/// Los mensajes de la carrera de la guía: con 100, cada uno es un tanto por ciento.
const MENSAJES: u32 = 100;

pub fn comparar() -> Paso {
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
            mostrar_duracion(marca.tiempo)
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
