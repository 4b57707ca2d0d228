//! Paso 2: por el cable van bytes, no letras.

use std::io::Read;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::bytes::enviar_texto;

pub fn paso() -> Paso {
    Paso::nuevo("bytes-y-texto", "Por el cable van bytes, no letras")
        .parrafo(
            "`write_all` no acepta un `&str`: quiere `&[u8]`, bytes. Un `String` de Rust los lleva dentro, escritos en \
             UTF-8, y `as_bytes()` te los enseña. En Python era lo mismo con otro nombre: `texto.encode()`.",
        )
        .codigo("bytes.rs", "texto")
        .apuesta(
            "«señor» tiene cinco letras. ¿Cuántos bytes cruzarán la red?",
            &["5, uno por letra", "6", "10, dos por letra"],
        )
        .ejecutar(contar_bytes)
}

fn contar_bytes(escena: &Escena) -> Resultado<Desenlace> {
    let (servidor, cliente) = escena.conversar(
        |mut stream| {
            let mut todo = Vec::new();
            stream.read_to_end(&mut todo).map(|_| todo)
        },
        enviar_texto,
    )?;
    cliente.map_err(inesperado)?;
    let todo = servidor.map_err(inesperado)?;
    let relato = format!(
        "Han llegado {} bytes. La «ñ» ocupa dos, c3 b1; las demás, uno. En UTF-8 una letra ocupa entre 1 y 4 bytes: \
         por eso `texto.len()` no cuenta letras, sino bytes.",
        todo.len()
    );
    Ok(Desenlace { ciertas: [5, 6, 10].iter().position(|&bytes| bytes == todo.len()).into_iter().collect(), relato })
}
