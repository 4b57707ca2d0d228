//! Paso 10: perder el anuncio y que no importe.

use std::time::Duration;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::degradado;
use super::transmision::{Transmision, ritmo};
use crate::pixeles::envio::Ritmo;
use crate::pixeles::recepcion::Final;

pub fn paso() -> Paso {
    Paso::nuevo("anuncio", "El anuncio perdido")
        .parrafo(
            "El emisor anuncia primero las medidas de la imagen. Si el receptor se fiara de ese único datagrama, perderlo \
             sería perderlo todo. Por eso en nuestro protocolo **cada** datagrama lleva la cabecera entera:",
        )
        .codigo("datagrama.rs", "cabecera")
        .parrafo("Lo enviamos a ciegas, sin acuses, y el cable pierde justo el anuncio.")
        .apuesta("¿Qué llegará?", &["nada: nadie sabe las medidas", "la imagen entera", "la imagen, sin el primer trozo"])
        .ejecutar(ejecutar)
}

/// Sin anuncio y sin acuses.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(48, 8);
    let ritmo = Ritmo { pixeles: Some(128), pausa: Duration::from_millis(2), ..ritmo() };
    let cable = Some((escena.cable(), &[0_usize][..]));
    let transmision = Transmision { ritmo, cable, a_ciegas: true, ..Transmision::de(&imagen) };
    let (recibida, _) = transmision.transmitir(&mut |_| {})?;
    escena.dibujar();
    let completa = recibida.fin == Final::Completa;
    Ok(Desenlace::opcion(
        if completa { 1 } else { 2 },
        format!(
            "Han llegado {} de {} trozos sin anuncio ninguno: del primero que llega se sacan las medidas. Perder el «fin» tampoco \
             importa: si un emisor calla, el receptor espera un plazo y dice lo que tiene.",
            recibida.lienzo.vista.llegados(),
            recibida.lienzo.vista.total
        ),
    ))
}
