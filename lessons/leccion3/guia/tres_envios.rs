//! Paso 1: los envíos y las lecturas no coinciden.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 1

use redes::cable::Cable;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{contar, conversar};
use crate::cliente::enviar_ejemplo;

pub fn paso() -> Paso {
    Paso::nuevo("tres-envios", "Tres envíos, ¿cuántas lecturas?")
        .parrafo("El cliente llama tres veces a `write_all`. El servidor lee con un búfer de 1024 bytes.")
        .codigo("cliente.rs", "ejemplo")
        .apuesta(
            "¿Cuántas veces devolverá datos `read`?",
            &["tres: una por cada envío", "una: llega todo junto", "no se puede saber"],
        )
        .ejecutar(tres_envios)
}

fn tres_envios(escena: &Escena) -> Resultado<Desenlace> {
    let probar = |cable: &Cable| conversar(cable, |mut a| enviar_ejemplo(&mut a), |de| contar(de, 1024));
    let lecturas = probar(escena.cable())?;
    // Otras cien, sin dibujarlas: cuántas veces ha habido una, dos y tres lecturas.
    let mut veces = [0; 3];
    for _ in 0..100 {
        veces[probar(&Cable::nuevo())?.clamp(1, 3) - 1] += 1;
    }
    let mut ciertas = vec![2];
    match lecturas {
        1 => ciertas.push(1),
        3 => ciertas.push(0),
        _ => {}
    }
    let relato = format!(
        "Lecturas: {lecturas}. Lo he repetido cien veces más, con el mismo código: {}. Depende de si al servidor le da \
         tiempo a leer antes del envío siguiente (pulsa `r` y repítelo). TCP solo promete que llegan esos diez bytes, y \
         en ese orden: quien acierta con un número tiene suerte.",
        reparto(veces)
    );
    Ok(Desenlace { ciertas, relato })
}

/// «en 81 hubo una lectura; en 3, dos; en 16, tres».
fn reparto(veces: [usize; 3]) -> String {
    let salidas: Vec<(usize, &str)> =
        veces.into_iter().zip(["una lectura", "dos", "tres"]).filter(|(veces, _)| *veces > 0).collect();
    if let [(_, unica)] = salidas[..] {
        return format!("las cien, {unica} (aquí y ahora; con el ordenador ocupado, o por una red, cambia)");
    }
    let partes = salidas.iter().enumerate().map(|(i, (veces, que))| match i {
        0 => format!("en {veces} hubo {que}"),
        _ => format!("en {veces}, {que}"),
    });
    partes.collect::<Vec<_>>().join("; ")
}
