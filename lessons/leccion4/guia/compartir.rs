//! Paso 3: contar entre varios.

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::thread;

use redes::cifras::numero;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};
use redes::hilos::{sin_veneno, tomar};

use crate::ingenuo::sumar_en_tres_pasos;

const HILOS: usize = 4;
const SUMAS: usize = 50_000;

pub fn compartir() -> Paso {
    Paso::nuevo("compartir", "Contar entre varios")
        .parrafo(
            "Cuatro hilos cuentan visitas en el mismo sitio, 50 000 cada uno. Rust no deja compartir un número corriente \
             entre hilos (E0499, E0373…), así que alguien lo ha hecho atómico, y ha dado por hecho que con eso basta:",
        )
        .codigo("ingenuo.rs", "sumar")
        .apuesta("¿Cuántas visitas saldrán?", &["200 000", "menos", "más"])
        .ejecutar(sumar_entre_varios)
        .parrafo(
            "El cerrojo de Rust no se puede olvidar: el dato está **dentro** del `Mutex`, y no hay otra manera de \
             llegar a él que `lock()`. Se suelta solo, cuando lo que devuelve `lock` sale de su bloque.",
        )
}

fn sumar_entre_varios(_: &Escena) -> Resultado<Desenlace> {
    let (ligera, cerrojo) = contar_de_dos_maneras();
    let total = HILOS * SUMAS;
    let perdidas = total - ligera;
    let relato = if perdidas == 0 {
        "Esta vez no se ha perdido ninguna suma, por suerte: repítelo."
            .to_string()
    } else {
        format!(
            "Se han perdido {}: dos hilos leen 41, los dos guardan 42, y una visita no ha existido. Y cada vez \
             sale otro número, que es lo peor de estos fallos.",
            numero(perdidas)
        )
    };
    Ok(Desenlace::opcion(
        usize::from(perdidas > 0),
        format!(
            "En tres pasos, {} de {}. Con el cerrojo (`Mutex`), {}. {relato}",
            numero(ligera),
            numero(total),
            numero(cerrojo)
        ),
    ))
}

/// Cuentan todos los hilos a la vez, en tres pasos y con un cerrojo: cuánto sale de cada manera.
fn contar_de_dos_maneras() -> (usize, usize) {
    let (a_la_ligera, con_cerrojo) =
        (AtomicUsize::new(0), Mutex::new(0_usize));
    thread::scope(|hilos| {
        for _ in 0..HILOS {
            hilos.spawn(|| {
                for _ in 0..SUMAS {
                    sumar_en_tres_pasos(&a_la_ligera);
                    *tomar(&con_cerrojo) += 1;
                }
            });
        }
    });
    (a_la_ligera.into_inner(), sin_veneno(con_cerrojo.into_inner()))
}
