//! Esperar a que pase algo: girando, con una `Condvar`, y el aviso que se pierde.

use std::sync::PoisonError;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use redes::argumentos::mostrar_numero;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena};

use crate::ingenuo::{
    Salida, esperar_bien, esperar_girando, mirar_y_despues_esperar,
};

/// Lo que tarda en darse la salida.
const ESPERA: Duration = Duration::from_millis(200);

fn dar(salida: &Salida) {
    *salida.dada.lock().unwrap_or_else(PoisonError::into_inner) = true;
    salida.aviso.notify_all();
}

pub fn girar_o_dormir(_: &Escena) -> Resultado<Desenlace> {
    let veces = |esperar: fn(&Salida) -> u64| {
        let salida = Salida::default();
        thread::scope(|hilos| {
            hilos.spawn(|| {
                thread::sleep(ESPERA);
                dar(&salida);
            });
            esperar(&salida)
        })
    };
    let girando = veces(esperar_girando);
    let durmiendo = veces(|salida| esperar_bien(salida, || {}));
    let cierta = match girando {
        ..1000 => 0,
        1000..100_000 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Girando, {} veces en 200 ms, con un procesador ocupado en no hacer nada (oirás el ventilador). Con la \
             `Condvar`, {durmiendo}: una antes de dormirse y otra al despertar.",
            mostrar_numero(girando)
        ),
    ))
}

pub fn aviso_perdido(_: &Escena) -> Resultado<Desenlace> {
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

pub fn aviso_oido(_: &Escena) -> Resultado<Desenlace> {
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
                dar(salida);
                let _ = ya.send(());
            }
        });
        esperar(Box::new(move || {
            let _ = ahora.send(());
            let _ = hecho.recv();
        }))
    })
}
