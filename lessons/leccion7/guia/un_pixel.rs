//! Paso 6: un datagrama por píxel, con la pausa de la serie.

use std::time::Duration;

use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::degradado;
use super::transmision::{Transmision, ritmo};
use crate::pixeles::a_ciegas::RESPIRO;
use crate::pixeles::envio::Ritmo;

pub fn paso() -> Paso {
    Paso::nuevo("un-pixel", "Un datagrama por píxel")
        .parrafo(
            "Una imagen es una lista de píxeles. La manera más directa de enviarla por UDP: un datagrama por píxel, \
             con sus coordenadas y su color, y **5 ms** de descanso entre uno y el siguiente.",
        )
        .apuesta(
            "Una imagen de 640×480, ¿cuánto tardará así?",
            &["unos 3 segundos", "unos 3 minutos", "casi media hora"],
        )
        .ejecutar(ejecutar)
}

/// Envía unos pocos píxeles al ritmo del blog, y echa la cuenta.
fn ejecutar(_: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(10, 10);
    let ritmo = Ritmo { pixeles: Some(1), pausa: Duration::from_millis(5), ..ritmo() };
    let (recibida, _) = Transmision { ritmo, a_ciegas: true, ..Transmision::de(&imagen) }.transmitir(&mut |_| {})?;
    // Antes y después de los píxeles, el emisor se da un respiro: no es tiempo de píxeles.
    let duracion = recibida.duracion.saturating_sub(RESPIRO * 2);
    let por_pixel = duracion / 100;
    let entera = por_pixel * 640 * 480;
    Ok(Desenlace::opcion(
        2,
        format!(
            "Acabo de enviar 100 píxeles así y han tardado {}: a {} cada uno. Los {} de 640×480 tardarían **{}**. La red no \
             tiene la culpa: casi todo ese tiempo estamos durmiendo.",
            cifras::duracion(duracion),
            cifras::duracion(por_pixel),
            cifras::numero(640 * 480),
            cifras::duracion(entera)
        ),
    ))
}
