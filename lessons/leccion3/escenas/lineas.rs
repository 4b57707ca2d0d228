//! Lo que se ejecuta en los pasos de la guía que separan los mensajes con saltos de línea.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 5
//!
//! Verás perderse líneas que habían llegado, y la versión que no pierde ninguna.

use std::io::Write;

use redes::cable::Cable;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena};

use super::conversar;
use crate::ingenuo;
use crate::lineas::Lineas;

pub fn ultima_linea(escena: &Escena) -> Resultado<Desenlace> {
    let lineas = conversar(escena.cable(), |a| a.write_all(b"uno\ndos\ntres"), |mut de| ingenuo::leer_lineas(&mut de))?;
    let cierta = match lineas.len() {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Líneas: {}. «tres» ha llegado (míralo en el dibujo) y está en `pendiente`, pero el programa se va sin \
             mirarlo. Pasa con `printf`, con ficheros sin salto final, con quien cierra nada más escribir…",
            lineas.len()
        ),
    ))
}

pub fn lineas_a_trozos(escena: &Escena) -> Resultado<Desenlace> {
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

pub fn lector_nuevo(escena: &Escena) -> Resultado<Desenlace> {
    let (primera, segunda) = conversar(
        escena.cable(),
        |a| a.write_all(b"uno\ndos\ntres\n"),
        |mut de| Ok((ingenuo::leer_una_linea(&mut de)?, ingenuo::leer_una_linea(&mut de)?)),
    )?;
    Ok(Desenlace::opcion(
        if segunda.is_empty() { 2 } else { 0 },
        format!(
            "La primera llamada ha dado {primera:?} y la segunda, {segunda:?}: ni error ni aviso. El primer `BufReader` \
             pidió 8 KiB, se quedó también con «dos» y «tres», y al acabar la función murió con ellas dentro. Un lector \
             por conexión, y que dure lo que dure ella."
        ),
    ))
}
