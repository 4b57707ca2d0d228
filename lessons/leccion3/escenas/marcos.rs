//! Lo que se ejecuta en los pasos de la guía que ponen la longitud delante de cada mensaje.
//!
//! Pruébalo:   cargo run --bin leccion3 -- guia --paso 8
//!
//! Verás viajar la longitud, y qué pasa cuando miente o cuando lo prometido no llega.

use redes::argumentos::mostrar_numero;
use redes::errores::{Fallo, Resultado, explicar};
use redes::guia::{Desenlace, Escena};

use super::conversar;
use crate::ingenuo;
use crate::lineas::escribir_linea;
use crate::marco::{escribir_marco, leer_marco};

pub fn bytes_del_marco(escena: &Escena) -> Resultado<Desenlace> {
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
            mostrar_numero(u32::from_be_bytes([7, 0, 0, 0]).into()),
            segundo.len()
        ),
    ))
}

/// La mentira: «detrás vienen 4 GiB».
const MENTIRA: [u8; 4] = [0xff; 4];

pub fn longitud_creida(escena: &Escena) -> Resultado<Desenlace> {
    let (longitud, concedido) =
        conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| ingenuo::hacer_sitio(&mut de))?;
    let sistema = if concedido {
        "y el sistema ha dicho que sí: cuatro bytes le han costado 4 GiB de promesa. Con cincuenta conexiones así, \
         200 GiB; en cuanto los toque, se acabó"
    } else {
        "y el sistema ha dicho que no: con `vec![0; longitud]`, el programa habría muerto ahí mismo"
    };
    Ok(Desenlace::relato(format!("Ha pedido sitio para {} bytes, {sistema}.", mostrar_numero(longitud.into()))))
}

pub fn longitud_comprobada(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(&MENTIRA), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Lo ha dicho con cuatro bytes leídos y antes de reservar nada. Después hay que cerrar: ya no \
                 se sabe dónde empieza el marco siguiente.",
                explicar(&error)
            ),
        ),
        Ok(_) => Desenlace::opcion(0, "Lo ha aceptado."),
    })
}

pub fn marco_a_medias(escena: &Escena) -> Resultado<Desenlace> {
    let leido = conversar(escena.cable(), |a| a.write_all(b"\0\0\0\x0chola"), |mut de| Ok(leer_marco(&mut de)))?;
    Ok(match leido {
        Err(error) => Desenlace::opcion(
            2,
            format!(
                "Error: «{}». Si el final llega **entre** marcos, es una despedida (`None`); si llega **dentro** de uno, \
                 falta algo, y quien lee tiene que saberlo.",
                explicar(&error)
            ),
        ),
        Ok(Some(_)) => Desenlace::opcion(0, "Ha dado los bytes que había."),
        Ok(None) => Desenlace::opcion(1, "Lo ha tomado por una despedida."),
    })
}
