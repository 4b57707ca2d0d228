//! Paso 6: el aviso que no oye nadie.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use crate::ingenuo::{Salida, esperar_bien, mirar_y_despues_esperar};

/// Lo que se espera el aviso antes de cansarse.
const ESPERA: Duration = Duration::from_millis(200);

pub fn aviso_perdido() -> Paso {
    Paso::nuevo("aviso-perdido", "El aviso que no oye nadie")
        .parrafo(
            "Para dormirse hasta que otro avise está la `Condvar` (en Python, `Event` o `Condition`). Este código mira y, \
             si aún no toca, espera el aviso. Vamos a darlo justo en medio, que es cuando lo daría la mala suerte.",
        )
        .codigo("ingenuo.rs", "perder")
        .apuesta(
            "¿Qué hará?",
            &["despertarse con el aviso", "dormir aunque la salida esté dada", "fallar: la `Condvar` se da cuenta"],
        )
        .ejecutar(mirar_y_perderselo)
        .parrafo("La cura: mirar y dormirse con el mismo cerrojo, y volver a mirar al despertar. `while` más `wait`.")
        .codigo("ingenuo.rs", "curar")
        .ejecutar(mirar_y_oirlo)
}

fn mirar_y_perderselo(_: &Escena) -> Resultado<Desenlace> {
    let salida = Salida::default();
    let despierta = mientras_no_mira(&salida, |en_medio| {
        mirar_y_despues_esperar(&salida, en_medio, ESPERA)
    });
    Ok(Desenlace::opcion(
        if despierta { 0 } else { 1 },
        if despierta {
            "Se ha despertado… en falso: a veces el sistema lo hace. Repítelo.".to_string()
        } else {
            "A los 200 ms se ha cansado de esperar, con la salida **dada**. Miró y no lo estaba; justo entonces se dio, y \
             se avisó a quien estuviera esperando: nadie; y después se puso a esperar un aviso que ya había sonado. Una \
             `Condvar` no guarda los avisos. Aquí el mal momento lo hemos buscado; en un servidor de verdad llega solo, una \
             vez al mes, y parece que «se ha colgado»."
                .to_string()
        },
    ))
}

fn mirar_y_oirlo(_: &Escena) -> Resultado<Desenlace> {
    let salida = Salida::default();
    let veces = mientras_no_mira(&salida, |en_medio| {
        esperar_bien(&salida, en_medio)
    });
    Ok(Desenlace::relato(format!(
        "Con la misma mala suerte, ha mirado {veces} vez y ha seguido adelante. Desde que mira hasta que se duerme no suelta \
         el cerrojo, y quien da la salida lo necesita: no hay hueco por el que colarse."
    )))
}

/// Prepara la peor casualidad: que la salida se dé justo `en_medio`, mientras el que espera no tiene el cerrojo.
fn mientras_no_mira<T>(
    salida: &Salida,
    esperar: impl FnOnce(Box<dyn FnOnce() + '_>) -> T,
) -> T {
    let (ahora, cuando) = channel();
    let (ya, hecho) = channel();
    thread::scope(|hilos| {
        hilos.spawn(move || {
            if cuando.recv().is_ok() {
                salida.dar();
                let _ = ya.send(());
            }
        });
        esperar(Box::new(move || {
            let _ = ahora.send(());
            let _ = hecho.recv();
        }))
    })
}
