//! Lo justo de HTTP para que lo entienda cualquier navegador: se lee la petición hasta su línea en blanco, y la respuesta
//! anuncia su tipo y su longitud. La lección 1 lo cuenta despacio.

use std::io::{self, ErrorKind, Read};

use redes::red::es_plazo;

/// Lo más larga que puede ser una petición, en bytes.
const PETICION_MAXIMA: usize = 16 * 1024;

/// La ruta que pide el cliente, o `None` si se va sin pedir nada o calla.
pub fn leer_peticion(
    mut entrada: impl Read,
) -> io::Result<Option<String>> {
    let (mut peticion, mut llegados) = (Vec::new(), 0);
    let mut buffer = [0; 2048];
    let mut mirados = 0_usize;
    // La petición acaba en una línea en blanco, que puede llegar partida: se mira desde un poco antes de lo último.
    while !acaba(&peticion[mirados.saturating_sub(3)..]) {
        mirados = peticion.len();
        match entrada.read(&mut buffer) {
            Ok(0) if peticion.is_empty() => return Ok(None),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => {
                peticion.extend_from_slice(&buffer[..leidos]);
                // Las líneas en blanco de delante no cuentan.
                peticion.drain(..en_blanco(&peticion));
                llegados += leidos;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Una conexión de reserva que no se ha llegado a usar.
            Err(error) if peticion.is_empty() && es_plazo(&error) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        }
        if llegados > PETICION_MAXIMA {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!("su petición pasa de {PETICION_MAXIMA} bytes"),
            ));
        }
    }
    Ok(Some(ruta(&String::from_utf8_lossy(&peticion)).to_string()))
}

fn acaba(peticion: &[u8]) -> bool {
    // Los saltos son `\r\n`, pero quien escribe a mano con `nc` los envía a secas.
    peticion.windows(2).any(|dos| dos == b"\n\n")
        || peticion.windows(3).any(|tres| tres == b"\n\r\n")
}

fn en_blanco(peticion: &[u8]) -> usize {
    let salto = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    peticion.iter().take_while(salto).count()
}

/// De «GET /ruta?lo=demas HTTP/1.1», la ruta. También puede venir entera: «GET http://127.0.0.1:2065/ruta HTTP/1.1».
fn ruta(peticion: &str) -> &str {
    let objetivo =
        peticion.split_whitespace().nth(1).unwrap_or_default();
    let objetivo = objetivo.split('?').next().unwrap_or_default();
    match objetivo.strip_prefix("http://") {
        None => objetivo,
        Some(resto) => {
            resto.find('/').map_or("/", |lugar| &resto[lugar..])
        }
    }
}

pub fn respuesta(estado: &str, html: &str) -> Vec<u8> {
    let cuerpo = format!(
        "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\"><title>Saludo</title><p>{html}</p></html>\n"
    );
    format!(
        "HTTP/1.1 {estado}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{cuerpo}",
        cuerpo.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod pruebas {
    use super::*;

    /// Da de `trozo` en `trozo` bytes, como una red con prisa o sin ella.
    struct ATrozos<'a>(&'a [u8], usize);

    impl Read for ATrozos<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let cuantos = self.1.min(buffer.len());
            self.0.read(&mut buffer[..cuantos])
        }
    }

    #[test]
    fn la_misma_ruta_llegue_como_llegue() {
        for trozo in [1, 2, 3, 7, 2048] {
            let ruta = |peticion: &str| {
                leer_peticion(ATrozos(peticion.as_bytes(), trozo))
            };
            for (peticion, esperada) in [
                ("GET / HTTP/1.1\n\n", "/"),
                ("GET /a HTTP/1.1\nHost: x\n\n", "/a"),
                ("GET / HTTP/1.1\r\n\r\n", "/"),
                (
                    "GET /a?b=http://c/d HTTP/1.1\r\nHost: x\r\n\r\n",
                    "/a",
                ),
                ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", "/"),
                ("GET http://127.0.0.1:2065/ HTTP/1.1\r\n\r\n", "/"),
                ("GET http://127.0.0.1:2065?a HTTP/1.1\r\n\r\n", "/"),
            ] {
                assert_eq!(
                    ruta(peticion).unwrap().as_deref(),
                    Some(esperada),
                    "{peticion:?} de {trozo} en {trozo}"
                );
            }
            assert_eq!(ruta("").unwrap(), None);
            assert_eq!(
                ruta("GET / HTTP/1.1\r\n").unwrap_err().kind(),
                ErrorKind::UnexpectedEof
            );
            for sin_fin in ["\r\n", "A: b\r\n"] {
                assert_eq!(
                    ruta(&sin_fin.repeat(20_000)).unwrap_err().kind(),
                    ErrorKind::InvalidData
                );
            }
        }
    }
}
