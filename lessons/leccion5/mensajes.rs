//! Un informe en un flujo de bytes: cómo se separa del siguiente.
//!
//! Texto y pickle acaban donde acaba el flujo, como en los programas del blog. JSON y bincode van en marcos, con su
//! longitud delante (lección 3), así que por la misma conexión pueden ir muchos.

use std::io::{self, ErrorKind, Read, Write};

use redes::cifras::en_bytes;
use redes::marco::{self, Lector};

use crate::formatos::{Formato, pickle};
use crate::informe::{Informe, MAXIMO, Motivo, medir};

/// Escribe el informe, con su marco si el formato lo lleva. Devuelve cuántos bytes han salido.
/// Si no cabe en el formato, el error es `InvalidInput`.
// ANCHOR: escribir
pub fn escribir(
    destino: &mut impl Write,
    formato: Formato,
    informe: &Informe,
) -> io::Result<usize> {
    let cuerpo = formato.codificar(informe).map_err(no_se_puede)?;
    medir(&cuerpo).map_err(no_se_puede)?;
    let mensaje = match formato {
        Formato::Json | Formato::Bincode => {
            marco::codificar(&cuerpo, MAXIMO)?
        }
        Formato::Texto | Formato::Pickle => cuerpo,
    };
    destino.write_all(&mensaje)?;
    Ok(mensaje.len())
}
// ANCHOR_END: escribir

/// Lee informes hasta que el otro lado termina, y se los da a `recibir` con lo que ocupaba cada uno.
/// Si algo no es un informe, el error es `InvalidData` y lleva el motivo.
// ANCHOR: leer
pub fn leer(
    origen: &mut impl Read,
    formato: Formato,
    mut recibir: impl FnMut(Informe, usize),
) -> io::Result<()> {
    if matches!(formato, Formato::Json | Formato::Bincode) {
        let mut marcos = Lector::con_limite(origen, MAXIMO);
        while let Some(cuerpo) = marcos.leer()? {
            let informe =
                formato.descodificar(&cuerpo).map_err(no_vale)?;
            recibir(informe, marco::CABECERA + cuerpo.len());
        }
        return Ok(());
    }
    let bytes = hasta_el_final(origen)?;
    let mut resto = bytes.as_slice();
    while !resto.is_empty() {
        let (informe, leidos) = match formato {
            // Un pickle dice dónde acaba: puede venir otro detrás.
            Formato::Pickle => pickle::descodificar_principio(resto),
            _ => formato
                .descodificar(resto)
                .map(|informe| (informe, resto.len())),
        }
        .map_err(no_vale)?;
        recibir(informe, leidos);
        resto = &resto[leidos..];
    }
    Ok(())
}
// ANCHOR_END: leer

// ANCHOR: hasta_el_final
/// Todo lo que llegue hasta que el otro lado termine, que es cuando
/// `read` da 0. Sin tope, «todo» podría ser toda la memoria.
fn hasta_el_final(origen: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let tope = MAXIMO as u64 + 1; // uno más, para saber si se pasa
    origen.take(tope).read_to_end(&mut bytes)?;
    if bytes.len() > MAXIMO {
        return Err(no_vale(format!("pasa de {}", en_bytes(MAXIMO))));
    }
    Ok(bytes)
}
// ANCHOR_END: hasta_el_final

fn no_vale(motivo: Motivo) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, motivo)
}

fn no_se_puede(motivo: Motivo) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, motivo)
}
