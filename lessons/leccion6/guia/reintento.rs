//! Paso 12: insistir, con plazo y con número.
//!
//! Pruébalo:   cargo run --bin leccion6 -- guia --paso 12

use redes::cable::{Lado, Muestra, Suceso};
use redes::cifras;
use redes::errores::Resultado;
use redes::fallas::{Cuando, Perder};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{TRATO, inesperado, nota};
use crate::red_mala::intermediario::Intermediario;
use crate::udp::eco_en_hilo::EcoUdp;
use crate::udp::preguntar::Cliente;
use crate::udp::trato::Trato;

pub fn paso() -> Paso {
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
            cifras::duracion(eco.tiempo)
        ),
    })
}
