//! Las líneas que llegan por una tubería, con límite: quien escribe en ella puede ser `yes`, o no escribir un salto nunca.

use std::io::{self, BufRead, ErrorKind, Read};

use crate::juego::respuestas::RESPUESTA_MAXIMA;

/// Lo más que se guarda de una línea, en bytes: las letras que admite el servidor, aunque ocupen cuatro bytes cada una, y una
/// más. Así, de una respuesta demasiado larga llega lo justo para que él diga que lo es.
const LINEA: usize = 4 * (RESPUESTA_MAXIMA + 1);

/// Lo que se tira de una línea que no cabe, en bytes. Si tampoco así se acaba, no son respuestas: es `/dev/zero`.
const SOBRANTE: usize = 1024 * 1024;

/// La línea siguiente, sin su salto, o lo que quepa de ella; `None`, si no hay más. Lo que no sea UTF-8 se ve como `�`.
///
/// # Errors
/// Los de `entrada`; `InvalidData`, si una línea no se acaba nunca.
pub fn siguiente(
    entrada: &mut impl BufRead,
) -> io::Result<Option<String>> {
    let mut linea = Vec::new();
    entrada
        .by_ref()
        .take(LINEA as u64)
        .read_until(b'\n', &mut linea)?;
    if linea.is_empty() {
        return Ok(None);
    }
    if linea.len() == LINEA && !linea.ends_with(b"\n") {
        tirar_hasta_el_salto(entrada)?;
    }
    let texto = String::from_utf8_lossy(&linea);
    Ok(Some(texto.trim_end_matches(['\r', '\n']).to_string()))
}

fn tirar_hasta_el_salto(entrada: &mut impl BufRead) -> io::Result<()> {
    let mut tirados = 0;
    while tirados < SOBRANTE {
        let trozo = match entrada.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                continue;
            }
            trozo => trozo?,
        };
        let salto = trozo.iter().position(|byte| *byte == b'\n');
        let cuantos = salto.map_or(trozo.len(), |lugar| lugar + 1);
        entrada.consume(cuantos);
        tirados += cuantos;
        // Sin nada que tirar, es que se ha acabado.
        if salto.is_some() || cuantos == 0 {
            return Ok(());
        }
    }
    Err(io::Error::new(
        ErrorKind::InvalidData,
        "llega una línea que no se acaba nunca",
    ))
}

#[cfg(test)]
mod pruebas {
    use std::io::{BufReader, repeat};

    use super::*;

    fn todas(mut entrada: impl BufRead) -> Vec<String> {
        std::iter::from_fn(|| siguiente(&mut entrada).unwrap())
            .collect()
    }

    #[test]
    fn una_detras_de_otra() {
        assert_eq!(
            todas(&b"uno\r\n\ndos\nse\xf1or\nsin salto"[..]),
            ["uno", "", "dos", "se\u{fffd}or", "sin salto"]
        );
        assert!(todas(&b""[..]).is_empty());
        let justa = "ñ".repeat(RESPUESTA_MAXIMA);
        assert_eq!(todas(justa.as_bytes()), [&justa[..]]);
    }

    #[test]
    fn de_la_que_no_cabe_llega_lo_justo_y_la_siguiente_entera() {
        for larga in
            ["x".repeat(LINEA), "x".repeat(500_000), "🦀".repeat(9999)]
        {
            let entrada = format!("{larga}\ndos\n");
            let lineas = todas(BufReader::with_capacity(
                100,
                entrada.as_bytes(),
            ));
            assert_eq!(lineas.len(), 2);
            assert!(lineas[0].len() <= LINEA);
            assert!(lineas[0].chars().count() > RESPUESTA_MAXIMA);
            assert_eq!(lineas[1], "dos");
            assert_eq!(todas(larga.as_bytes()).len(), 1);
        }
    }

    #[test]
    fn la_que_no_se_acaba_nunca_se_deja() {
        let mut ceros = BufReader::new(repeat(0));
        let error = siguiente(&mut ceros).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        // Y no se ha leído más que lo que se tira, con lo que hubiera en el búfer.
        let mut contada = BufReader::new(repeat(0).take(u64::MAX));
        siguiente(&mut contada).unwrap_err();
        let leidos = u64::MAX - contada.get_ref().limit();
        assert!(leidos < 2 * SOBRANTE as u64, "{leidos}");
    }
}
