//! Paso 10: lo que sobra detrás de un informe bueno.

use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use crate::formatos::binario;
use crate::guia::escenas::{ensenar_bytes, veredicto};
use crate::informe::Informe;
use crate::muestra::muestra;

pub fn lo_que_sobra() -> Paso {
    Paso::nuevo("lo-que-sobra", "Lo que sobra detrás")
        .parrafo(
            "A un informe en bincode le pegamos detrás tres bytes, `ff ff ff`, y se lo damos a `decode_from_slice`.",
        )
        .apuesta(
            "¿Qué devuelve?",
            &["un error: sobran tres bytes", "el informe, como si nada", "el informe, con la versión estropeada"],
        )
        .ejecutar(aceptar_lo_que_sobra)
        .parrafo("Devuelve también cuántos ha leído. Es lo único que avisa, y hay que mirarlo:")
        .codigo("binario.rs", "descodificar")
        .ejecutar(mirar_lo_que_sobra)
}

fn con_cola() -> Resultado<Vec<u8>> {
    let mut bytes =
        binario::codificar(&muestra()).map_err(Fallo::nuevo)?;
    bytes.extend_from_slice(&[0xff; 3]);
    Ok(bytes)
}

fn aceptar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    let bytes = con_cola()?;
    ensenar_bytes(escena, &bytes);
    let leido = binario::descodificar_propio::<Informe>(&bytes);
    if let Ok((_, leidos)) = &leido {
        escena.decir(&format!(
            "Ha leído {leidos} de {} bytes.",
            bytes.len()
        ));
    }
    let cierta = match &leido {
        Err(_) => 0,
        Ok((informe, _)) if *informe == muestra() => 1,
        Ok(_) => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        "Y así debe ser, porque detrás podría venir otra cosa. Pero en un marco no viene nada más: si sobra algo, los dos \
         lados no hablan de la misma estructura, y seguir es adivinar.",
    ))
}

fn mirar_lo_que_sobra(escena: &Escena) -> Resultado<Desenlace> {
    escena.decir(&format!(
        "El nuestro: {}.",
        veredicto(&binario::descodificar(&con_cola()?))
    ));
    Ok(Desenlace::relato(
        "`serde_json::from_slice` lo mira sin que se lo pidas; bincode y postcard, no.",
    ))
}
