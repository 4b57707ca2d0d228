//! Paso 8: la longitud, delante.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 8

use redes::cifras::numero;
use redes::errores::{Fallo, Resultado, explicar};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::conversar;
use crate::lineas::escribir_linea;
use crate::marco::{escribir_marco, leer_marco};

pub fn paso() -> Paso {
    Paso::nuevo("marco", "Primero, cuánto ocupa")
        .parrafo(
            "Una línea se lee a simple vista y se escribe con `nc`, pero no puede llevar dentro un salto, ni una \
             imagen. La otra manera es enviar delante la longitud: cuatro bytes, y detrás el mensaje, sea lo que sea.",
        )
        .codigo("marco.rs", "escribir")
        .apuesta(
            "¿Qué cuatro bytes viajan delante de «ñandú»?",
            &["00 00 00 05", "00 00 00 07", "07 00 00 00", "30 30 30 35, o sea, el texto «0005»"],
        )
        .ejecutar(bytes_del_marco)
}

fn bytes_del_marco(escena: &Escena) -> Resultado<Desenlace> {
    let carta = "sí\nno";
    let mensajes = conversar(
        escena.cable(),
        |mut a| {
            escribir_marco(&mut a, "ñandú".as_bytes())?;
            escribir_marco(&mut a, carta.as_bytes())
        },
        |mut de| Ok((leer_marco(&mut de)?, leer_marco(&mut de)?)),
    )?;
    let (Some(primero), Some(segundo)) = mensajes else {
        return Err(Fallo::nuevo("los marcos no han llegado"));
    };
    let como_linea = match escribir_linea(&mut Vec::new(), carta) {
        Ok(()) => "también habría llegado".to_string(),
        Err(error) => format!("no se habría podido enviar: «{}»", explicar(&error)),
    };
    let cierta = match primero.len() {
        5 => 0,
        7 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "La longitud cuenta **bytes**, no letras: {}, porque la ñ y la ú ocupan dos. Y va con el byte más alto \
             delante; leída al revés sería {}. El segundo \
             mensaje, `sí\\nno`, ha llegado entero, con su salto y todo: {} bytes. Como línea {como_linea}.",
            primero.len(),
            numero(u32::from_be_bytes([7, 0, 0, 0])),
            segundo.len()
        ),
    ))
}
