//! Paso 3: media eñe no es texto.

use std::io;
use std::net::Shutdown;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::bytes::{a_texto, enviar_texto, leer_tres};

pub fn paso() -> Paso {
    Paso::nuevo("letra-partida", "Media eñe")
        .parrafo("Ahora el servidor lee de tres en tres bytes y quiere ver texto. Le llega otra vez «señor».")
        .codigo("bytes.rs", "partida")
        .apuesta(
            "¿Qué sacará `from_utf8` de los tres primeros bytes?",
            &["un error: eso no es texto", "«señ»: tres bytes, tres letras", "«se?», con un signo raro al final"],
        )
        .ejecutar(partir_la_letra)
        .parrafo(
            "Para leer texto, junta primero los bytes en un `Vec<u8>` y conviértelo cuando esté entero. Un servidor de \
             eco lo tiene más fácil: devuelve bytes y no pregunta qué dicen. Así sirve igual para una foto.",
        )
}

fn partir_la_letra(escena: &Escena) -> Resultado<Desenlace> {
    let cable = escena.cable().clone();
    let (servidor, cliente) = escena.conversar(
        |stream| {
            let primero = leer_tres(&stream)?;
            cable.anotar(Lado::Servidor, Suceso::Recibe(Muestra::de(&primero)));
            let segundo = leer_tres(&stream)?;
            cable.anotar(Lado::Servidor, Suceso::Recibe(Muestra::de(&segundo)));
            io::Result::Ok(primero)
        },
        |stream| enviar_texto(stream.try_clone()?).and_then(|()| stream.shutdown(Shutdown::Write)),
    )?;
    cliente.map_err(inesperado)?;
    let trozo = servidor.map_err(inesperado)?;
    Ok(match a_texto(&trozo) {
        Ok(texto) => Desenlace::opcion(1, format!("Esta vez ha salido «{texto}».")),
        Err(error) => Desenlace::opcion(
            0,
            format!(
                "Un error, y con razón: los {} primeros bytes son «se», pero el tercero, c3, es **media eñe**; la otra \
                 media, b1, venía en la lectura siguiente. `from_utf8_lossy` no se queja: pone «{}» y la eñe se pierde \
                 para siempre.",
                error.valid_up_to(),
                String::from_utf8_lossy(&trozo)
            ),
        ),
    })
}
