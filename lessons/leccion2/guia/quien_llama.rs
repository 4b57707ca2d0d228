//! Paso 1: quién llama a quién, y desde qué puerto.

use std::io;

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::bytes::saludar;
use crate::servidor::devolver_eco;

pub fn paso() -> Paso {
    Paso::nuevo("quien-llama", "Uno llama y el otro descuelga")
        .parrafo(
            "Un **servidor** espera a que lo llamen; un **cliente** llama. Eso es todo lo que los distingue: en cuanto \
             se establece la conexión, los dos pueden leer y escribir. El servidor más simple con el que se puede \
             hablar es el de **eco**: devuelve lo que le dices.",
        )
        .codigo("bytes.rs", "llamar")
        .apuesta(
            "La respuesta tiene que llegar a alguna parte: ¿a qué puerto del cliente?",
            &[
                "a ninguno: los puertos son cosa de los servidores",
                "al mismo que usa el servidor",
                "a uno libre cualquiera, que le presta el sistema",
            ],
        )
        .ejecutar(puerto_del_cliente)
}

fn puerto_del_cliente(escena: &Escena) -> Resultado<Desenlace> {
    let (_, cliente) = escena.conversar(devolver_eco, |stream| {
        let eco = saludar(&stream)?;
        io::Result::Ok((stream.local_addr()?.port(), stream.peer_addr()?.port(), eco))
    })?;
    let (mio, suyo, eco) = cliente.map_err(inesperado)?;
    Ok(Desenlace::opcion(
        if mio == suyo { 1 } else { 2 },
        format!(
            "Ha vuelto «{eco}». El servidor atendía en el puerto {suyo} y el cliente hablaba desde el {mio}, que le ha \
             prestado el sistema al conectar. La próxima vez será otro. Una conexión TCP es eso: dos direcciones y dos \
             puertos."
        ),
    ))
}
