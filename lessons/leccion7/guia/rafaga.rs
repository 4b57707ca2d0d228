//! Paso 7: sin pausa, contra un receptor lento.

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::muestras::{ensenar, gatin};
use super::transmision::{LENTO, Transmision};

pub fn paso() -> Paso {
    Paso::nuevo("rafaga", "¿Y si quitamos la pausa?")
        .parrafo(
            "Además de la pausa sobra otra cosa: por cada píxel de 3 bytes viaja una cabecera que es diez veces \
             mayor. Metamos en cada datagrama los píxeles que quepan y enviémoslos sin descanso:",
        )
        .codigo("a_ciegas.rs", "rafaga")
        .parrafo(
            "El receptor no siempre va tan deprisa: dibuja, guarda, o el sistema le ha quitado el turno. Pongamos que \
             se entretiene medio milisegundo con cada datagrama. Los que llegan mientras tanto los guarda el sistema \
             operativo en la cola del socket.",
        )
        .apuesta(
            "El gatín son 379 datagramas de 1404 bytes. ¿Cuántos recibirá?",
            &[
                "los 379: para eso está la cola",
                "uno de cada dos: es más lento",
                "unos cuantos: los que quepan en la cola",
            ],
        )
        .ejecutar(ejecutar)
}

/// Una ráfaga a ciegas contra un receptor lento.
fn ejecutar(_: &Escena) -> Resultado<Desenlace> {
    let gatin = gatin();
    let transmision = Transmision { a_ciegas: true, receptor_lento: LENTO, ..Transmision::de(&gatin) };
    let (recibida, cuenta) = transmision.transmitir(&mut |_| {})?;
    ensenar(&recibida.lienzo.vista, 10);
    let llegados = recibida.lienzo.vista.llegados();
    let cierta = if llegados == cuenta.total { 0 } else { 2 };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "De {} trozos han llegado **{llegados}**: los que cabían en la cola. Los demás se han tirado sin avisar a nadie, y \
             los {} `send` han devuelto `Ok`. Por eso el programa del blog dormía 5 ms: era su manera de no \
             desbordar al otro, pagándola siempre, haga falta o no.",
            cuenta.total, cuenta.enviados
        ),
    ))
}
