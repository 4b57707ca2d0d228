//! Leer una petición: hasta la línea en blanco, con un límite de tamaño y un plazo.
//!
//! Es lo más delicado del servidor: no se sabe cuánto va a llegar, ni en cuántos trozos, ni si llegará.

use std::io::{self, ErrorKind, Read};

use crate::http::estado::Estado;
use crate::http::peticion::{Llegada, entender, rechazar_pronto};
use crate::plazo::es_plazo;

/// Lo más larga que puede ser una petición. La de un navegador no pasa de 2 KiB; sin un límite, quien
/// enviara letras sin parar llenaría nuestra memoria.
pub const CABECERA_MAXIMA: usize = 16 * 1024;

// ANCHOR: leer
/// Lee una petición: hasta la línea en blanco, el límite o el plazo.
pub fn leer_peticion(mut origen: impl Read) -> io::Result<Llegada> {
    let mut cabecera = Vec::new();
    let mut trozo = [0; 1024];
    loop {
        // Cada `read` trae lo que haya llegado: media línea, o tres.
        let leidos = match origen.read(&mut trozo) {
            Ok(leidos) => leidos,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) if es_plazo(&e) => return Ok(tarde(&cabecera)),
            Err(e) => return Err(e),
        };
        if leidos == 0 {
            return Ok(colgado(&cabecera));
        }
        // ANCHOR: acumular
        // La línea en blanco puede venir partida entre dos lecturas:
        // se busca desde dos bytes antes de lo nuevo.
        let desde = cabecera.len().saturating_sub(2);
        cabecera.extend_from_slice(&trozo[..leidos]);
        let fin =
            linea_en_blanco(&cabecera[desde..]).map(|n| desde + n);
        if fin.unwrap_or(cabecera.len()) > CABECERA_MAXIMA {
            return Ok(interminable());
        }
        if let Some(rechazo) = rechazar_pronto(&cabecera) {
            return Ok(rechazo);
        }
        if let Some(fin) = fin {
            return Ok(entender(&cabecera[..fin]));
        }
        // ANCHOR_END: acumular
    }
}
// ANCHOR_END: leer

fn interminable() -> Llegada {
    Llegada::Rechazo(Estado::DEMASIADO_LARGA, "petición interminable")
}

/// Se ha acabado el plazo. Quien no ha dicho nada suele ser una conexión de reserva de un navegador.
fn tarde(cabecera: &[u8]) -> Llegada {
    if cabecera.is_empty() {
        Llegada::Silencio("ha conectado y no ha pedido nada a tiempo")
    } else {
        Llegada::Rechazo(
            Estado::FUERA_DE_PLAZO,
            "petición a medias al acabar el plazo",
        )
    }
}

/// El cliente no enviará más, y no había llegado la línea en blanco.
fn colgado(cabecera: &[u8]) -> Llegada {
    if cabecera.is_empty() {
        Llegada::Silencio("ha conectado y se ha ido sin pedir nada")
    } else {
        // Puede que solo haya cerrado su mitad y aún nos lea: se le contesta qué ha hecho mal.
        Llegada::Rechazo(Estado::NO_SE_ENTIENDE, "petición a medias")
    }
}

/// Dónde acaba la línea en blanco que cierra la cabecera. Un humano con `nc` escribe `\n` a secas, y le vale.
fn linea_en_blanco(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find_map(|n| match &bytes[n..] {
        [b'\n', b'\r', b'\n', ..] => Some(n + 3),
        [b'\n', b'\n', ..] => Some(n + 2),
        _ => None,
    })
}

#[cfg(test)]
mod pruebas {
    use proptest::prelude::*;

    use super::*;

    /// Una conexión que entrega sus trozos de uno en uno, uno por lectura, y después cuelga.
    struct Trozos<'a>(Vec<&'a [u8]>);

    impl Read for Trozos<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some(trozo) = self.0.first_mut() else { return Ok(0) };
            let leidos = trozo.read(buffer)?;
            if trozo.is_empty() {
                self.0.remove(0);
            }
            Ok(leidos)
        }
    }

    /// Parte `bytes` por los sitios que digan `cortes`.
    fn partidos<'a>(bytes: &'a [u8], cortes: &[usize]) -> Trozos<'a> {
        let mut trozos = Vec::new();
        let mut resto = bytes;
        for corte in cortes {
            let (trozo, demas) =
                resto.split_at(1 + corte % resto.len());
            trozos.push(trozo);
            resto = demas;
            if resto.is_empty() {
                break;
            }
        }
        trozos.push(resto);
        trozos.retain(|trozo| !trozo.is_empty());
        Trozos(trozos)
    }

    proptest! {
        #[test]
        fn da_igual_por_donde_se_parta(
            delante in "(\r?\n)?",
            cabeceras in "([A-Za-z-]{1,12}: [ -~áñ¿]{0,40}\r?\n){0,8}",
            cortes in prop::collection::vec(0_usize..60, 0..20),
        ) {
            let peticion = format!("{delante}GET /hola HTTP/1.1\r\n{cabeceras}\r\nrestos");
            let entera = leer_peticion(peticion.as_bytes()).unwrap();
            prop_assert!(matches!(entera, Llegada::Peticion(_)));
            let partida = leer_peticion(partidos(peticion.as_bytes(), &cortes)).unwrap();
            prop_assert_eq!(entera, partida);
        }

        #[test]
        fn cualquier_cosa_recibe_una_contestacion(basura in prop::collection::vec(any::<u8>(), 0..40_000)) {
            leer_peticion(basura.as_slice()).unwrap();
        }
    }
}
