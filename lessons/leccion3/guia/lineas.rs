//! Paso 6: las líneas, bien leídas, da igual cómo se repartan los bytes.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 6

use std::io::Write;

use redes::cable::Cable;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::lineas::Lineas;

pub fn paso() -> Paso {
    Paso::nuevo("lineas", "Líneas, bien leídas")
        .parrafo(
            "La versión buena entrega también la última, pone un límite de 1 MiB a lo que acumula, acepta `\\r\\n` y \
             pasa a texto la línea **entera**.",
        )
        .codigo("lineas.rs", "siguiente")
        .parrafo(
            "El cliente envía `uno\\ndos\\nñu` (once bytes, sin salto al final) y cierra. El servidor pide 3 bytes en \
             cada lectura.",
        )
        .apuesta(
            "¿Cuántas líneas entregará?",
            &[
                "cuatro: una por lectura",
                "tres",
                "dos: la última no tiene salto",
                "depende de cómo se repartan los bytes",
            ],
        )
        .ejecutar(lineas_a_trozos)
}

fn lineas_a_trozos(escena: &Escena) -> Resultado<Desenlace> {
    let envio = "uno\ndos\nñu".as_bytes();
    let mut cuentas = Vec::new();
    // Se dibuja la primera. Las otras dos son para comparar.
    for (cable, trozo, bufer) in
        [(escena.cable(), envio.len(), 3), (&Cable::nuevo(), 1, 1024), (&Cable::nuevo(), envio.len(), 1024)]
    {
        let escribir = |a: &mut dyn Write| envio.chunks(trozo).try_for_each(|trozo| a.write_all(trozo));
        let lineas = conversar(cable, escribir, |de| {
            let mut lector = Lineas::con_bufer(de, bufer);
            let mut lineas = Vec::new();
            while let Some(linea) = lector.siguiente()? {
                lineas.push(linea);
            }
            Ok(lineas)
        })?;
        cuentas.push(format!("«{}»", lineas.join("», «")));
    }
    let siempre = cuentas.iter().all(|cuenta| *cuenta == cuentas[0]);
    let relato = format!(
        "Leyendo de tres en tres: {}. Enviando byte a byte: {}. Todo de una vez: {}. Cómo se repartan los bytes ya no \
         importa: la ñ ha llegado en dos lecturas y está entera.",
        cuentas[0], cuentas[1], cuentas[2]
    );
    Ok(Desenlace::opcion(if siempre { 1 } else { 3 }, relato))
}
