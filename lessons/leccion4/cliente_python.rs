//! El cliente, cuando el servidor es el de Python: le pide las preguntas de una en una y lee lo que cuenta.

use std::io::{self, Read};
use std::net::TcpStream;
use std::sync::mpsc::SyncSender;

use crate::cliente::Novedad;
use crate::mensajes::Aviso;
use crate::protocolo_python::lista_de_textos;
use redes::pickle::{self, Valor};

/// Lee pickles hasta que el servidor cuelga, que es como dice que la partida ha terminado.
pub fn leer_pickles(
    mut stream: &TcpStream,
    avisa: &SyncSender<Novedad>,
) -> io::Result<()> {
    let mal =
        |motivo| io::Error::new(io::ErrorKind::InvalidData, motivo);
    let (mut leido, mut buffer) = (Vec::new(), [0; 1024]);
    let mut interprete = Interprete::default();
    loop {
        while let Some((valor, ocupa)) =
            pickle::leer(&leido).map_err(mal)?
        {
            leido.drain(..ocupa);
            let (aviso, pide) =
                interprete.interpretar(&valor).map_err(mal)?;
            let enviar = pide
                .then(|| Novedad::Enviar(lista_de_textos("QUES", "")));
            for novedad in [aviso.map(Novedad::Aviso), enviar]
                .into_iter()
                .flatten()
            {
                if avisa.send(novedad).is_err() {
                    return Ok(());
                }
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) if leido.is_empty() => return Ok(()),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(leidos) => leido.extend(&buffer[..leidos]),
            Err(error)
                if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[derive(Debug, Default)]
struct Interprete {
    /// Cuántas preguntas distintas han llegado.
    numero: usize,
    /// Se ha pedido una pregunta y aún no ha llegado.
    pedida: bool,
}

impl Interprete {
    /// Qué aviso es, y si hay que pedir ya la pregunta siguiente.
    fn interpretar(
        &mut self,
        valor: &Valor,
    ) -> Result<(Option<Aviso>, bool), String> {
        let (numero, texto) = match valor.partes() {
            Some([Valor::Entero(numero), Valor::Texto(texto), ..]) => {
                (*numero, texto.to_string())
            }
            Some([Valor::Entero(numero), ..]) => {
                (*numero, String::new())
            }
            _ => {
                return Err("el servidor no habla como el de Python"
                    .to_string());
            }
        };
        match numero {
            1 => {
                self.pedida = false;
                self.numero += 1;
                // El servidor de Python no dice cuántas son ni cuánto tiempo hay.
                Ok((
                    Some(Aviso::Pregunta {
                        numero: self.numero,
                        de: 0,
                        texto,
                        milisegundos: 0,
                    }),
                    false,
                ))
            }
            // Tras la bienvenida y tras cada corrección se pide la siguiente, una sola vez.
            2 | 7 => Ok((
                Some(Aviso::Nota { texto }),
                !std::mem::replace(&mut self.pedida, true),
            )),
            _ => Ok((
                (!texto.is_empty()).then_some(Aviso::Nota { texto }),
                false,
            )),
        }
    }
}

#[cfg(test)]
mod pruebas {
    use super::*;
    use crate::protocolo_python::{lista, tupla};

    #[test]
    fn se_pide_una_pregunta_cada_vez() {
        let mut interprete = Interprete::default();
        let mut pide = |bytes: Vec<u8>| {
            interprete
                .interpretar(&pickle::leer(&bytes).unwrap().unwrap().0)
                .unwrap()
                .1
        };
        assert!(pide(lista(2, "espera")));
        assert!(!pide(lista(2, "empezamos")), "ya está pedida");
        assert!(!pide(tupla(1, "¿?")));
        assert!(pide(tupla(7, "Correcto")));
        assert!(!pide(tupla(3, "espera a los demás")));
    }
}
