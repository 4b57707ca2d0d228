//! Paso 7: lo que queda en el fondo del búfer.

use std::io::{self, Read, Write};

use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::inesperado;
use crate::descuidos::eco_con_restos;

pub fn paso() -> Paso {
    Paso::nuevo("restos", "Lo que queda en el fondo del búfer")
        .parrafo(
            "Aquí hay un descuido que compila sin un aviso: `&buffer` en vez de `&buffer[..leidos]`. El cliente envía \
             «buenos días» (12 bytes, por la tilde), espera su eco, y después envía «no».",
        )
        .codigo("descuidos.rs", "restos")
        .apuesta("¿Qué vuelve la segunda vez?", &["«no»", "«no» y restos de «buenos días»", "«no» y diez ceros"])
        .ejecutar(ver_los_restos)
}

fn ver_los_restos(escena: &Escena) -> Resultado<Desenlace> {
    let (_, cliente) = escena.conversar(eco_con_restos, |mut stream| {
        let mut eco = [0; 12];
        stream.write_all("buenos días".as_bytes())?;
        stream.read_exact(&mut eco)?;
        stream.write_all(b"no")?;
        let leidos = stream.read(&mut eco)?;
        io::Result::Ok(eco[..leidos].to_vec())
    })?;
    let eco = cliente.map_err(inesperado)?;
    let cierta = match eco.get(2) {
        None => 0,
        Some(0) => 2,
        Some(_) => 1,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Ha vuelto «{}». `read` escribe en los primeros bytes del búfer y **no borra los demás**: detrás de «no» seguía \
             el final de «buenos días». Al principio verías ceros; luego, trozos de mensajes viejos, quizá de otro \
             cliente. El número que devuelve `read` nunca sobra.",
            String::from_utf8_lossy(&eco)
        ),
    ))
}
