//! Paso 8: números y acuses, para repetir solo lo perdido.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::degradado;
use super::transmision::{Transmision, ritmo};
use crate::pixeles::envio::Ritmo;
use crate::pixeles::recepcion::Final;

pub fn paso() -> Paso {
    Paso::nuevo("numerar", "Numerar y acusar recibo")
        .parrafo(
            "UDP no avisa de lo que se pierde, así que hay que organizarse. El emisor **numera** los trozos y el receptor \
             contesta con un **acuse**: cuál es el primero que le falta y, con un bit por trozo, cuáles de los \
             siguientes ya tiene. Con eso el emisor repite solo lo perdido:",
        )
        .codigo("en_camino.rs", "huecos")
        .parrafo("Esta imagen cabe en cuatro trozos, del 0 al 3, y el cable va a perder el 1.")
        .apuesta("¿Cuántos trozos habrá que repetir?", &["solo el perdido", "el perdido y los siguientes", "todos"])
        .ejecutar(ejecutar)
}

/// Cuatro trozos, y se pierde el trozo 1.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let imagen = degradado(48, 8);
    let ritmo = Ritmo { pixeles: Some(96), ..ritmo() };
    let cable = Some((escena.cable(), &[2_usize][..]));
    let (recibida, cuenta) = Transmision { ritmo, cable, ..Transmision::de(&imagen) }.transmitir(&mut |_| {})?;
    escena.dibujar();
    let repetidos = cuenta.enviados - cuenta.total;
    let completa = if recibida.fin == Final::Completa { "completa" } else { "incompleta" };
    Ok(Desenlace::opcion(
        match repetidos {
            0 | 1 => 0,
            n if n < cuenta.total => 1,
            _ => 2,
        },
        format!(
            "La imagen ha llegado {completa} con {} envíos para {} trozos. El acuse decía qué faltaba, y solo se ha repetido eso. \
             En los bytes del anuncio, `50 58 32` es «PX2», el `01` siguiente dice que es un anuncio, y `00 00 00 30 00 00 00 08` \
             son las medidas: 48×8. \
             Los cuatro últimos son la **suma** de todos los demás: al datagrama que cambia por el camino no se le hace caso.",
            cuenta.enviados, cuenta.total
        ),
    ))
}
