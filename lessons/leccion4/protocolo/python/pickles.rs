//! Las parejas que se envían los programas de Python, cada una en un pickle, y cómo se sacan de un flujo.

use std::io::{self, ErrorKind, Read};

use redes::pickle::{self, Valor, escribir};

/// El pickle de una pareja `(numero, texto)`.
pub fn tupla(numero: i64, texto: &str) -> Vec<u8> {
    escribir(&Valor::Tupla(vec![
        Valor::Entero(numero),
        Valor::Texto(texto.into()),
    ]))
}

/// El pickle de una lista `[numero, texto]`.
pub fn lista(numero: i64, texto: &str) -> Vec<u8> {
    escribir(&Valor::Lista(vec![
        Valor::Entero(numero),
        Valor::Texto(texto.into()),
    ]))
}

/// El pickle de una lista `[orden, texto]`.
pub fn lista_de_textos(orden: &str, texto: &str) -> Vec<u8> {
    escribir(&Valor::Lista(vec![
        Valor::Texto(orden.into()),
        Valor::Texto(texto.into()),
    ]))
}

/// Saca un pickle detrás de otro de lo que se lea de `fuente`.
pub struct LectorDePickles<R> {
    fuente: R,
    leido: Vec<u8>,
}

impl<R: Read> LectorDePickles<R> {
    pub fn nuevo(fuente: R) -> Self {
        Self { fuente, leido: Vec::new() }
    }

    /// El siguiente, o `None` si el otro se ha despedido. Un plazo agotado no pierde nada: se puede volver a llamar.
    ///
    /// # Errors
    /// Los de `fuente`; `UnexpectedEof`, si se va a mitad de uno, e `InvalidData`, si ya no se sabe dónde empieza el
    /// siguiente.
    pub fn leer(&mut self) -> io::Result<Option<Valor>> {
        let mut buffer = [0; 1024];
        loop {
            // Puede haber dos pickles juntos, o medio: cada uno dice dónde acaba.
            let entero =
                pickle::leer(&self.leido).map_err(|motivo| {
                    io::Error::new(ErrorKind::InvalidData, motivo)
                })?;
            if let Some((valor, ocupa)) = entero {
                self.leido.drain(..ocupa);
                return Ok(Some(valor));
            }
            match self.fuente.read(&mut buffer) {
                Ok(0) if self.leido.is_empty() => return Ok(None),
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(leidos) => self.leido.extend(&buffer[..leidos]),
                Err(error)
                    if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
