//! Paso 9: la ventana deslizante, contra el mismo receptor lento.

use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::gatin;
use super::transmision::{LENTO, Transmision};
use crate::pixeles::recepcion::Final;

pub fn paso() -> Paso {
    Paso::nuevo("ventana", "La ventana")
        .parrafo(
            "Esperar un acuse por cada trozo sería lentísimo; enviarlos todos de golpe desborda la cola. La solución \
             está en medio: puede haber hasta **N trozos en camino** sin confirmar. Eso es la ventana.",
        )
        .codigo("emisor.rs", "siguiente")
        .codigo("en_camino.rs", "cabe_otro")
        .parrafo(
            "Volvemos a enviar el gatín al mismo receptor lento. Esta vez, con una ventana de 32 trozos, que ocupan \
             menos que la cola.",
        )
        .apuesta(
            "¿Llegará entero?",
            &["sí, y la cola no se desbordará", "no: se perderán trozos para siempre", "solo los 32 primeros"],
        )
        .ejecutar(ejecutar)
}

/// El mismo receptor lento, con ventana.
fn ejecutar(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let lenta = Transmision { receptor_lento: LENTO, ..Transmision::de(&gatin) };
    let (recibida, cuenta) = lenta.transmitir(&mut |_| {})?;
    let cierta = if recibida.fin == Final::Completa { 0 } else { 1 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Han llegado {} de {} trozos, con {} repetidos y {} perdidos. Con la ventana llena, el emisor ha esperado; cada acuse \
             que volvía le ha dejado enviar unos pocos más. En total, {}: sin ninguna pausa inventada, va tan deprisa como el \
             otro puede.",
            recibida.lienzo.vista.llegados(),
            cuenta.total,
            cuenta.enviados - cuenta.total,
            recibida.cuentas.perdidos,
            cifras::duracion(cuenta.duracion)
        ),
    ))
}
