//! Lo que se cuenta cuando una conversación va mal, a quien sirve y a quien envía.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;

use redes::errores::{Fallo, explicar};

use crate::formatos::Formato;

/// Por qué el servidor no ha entendido a un cliente. Lo más corriente es que hable en otro formato: se le dice.
pub fn de_un_cliente(error: &io::Error, formato: Formato) -> String {
    let explicado = explicar(error);
    match error.kind() {
        ErrorKind::InvalidData => {
            // A quien pide ejecutar algo no hay que ayudarle.
            let pista = if explicado.starts_with("pide ") {
                ""
            } else {
                " (¿usa otro --formato?)"
            };
            format!(
                "no es un informe en {}: {explicado}{pista}",
                formato.nombre()
            )
        }
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            "no ha enviado un informe entero a tiempo".to_string()
        }
        _ => explicado,
    }
}

/// Por qué el cliente no ha podido enviar su informe, y qué probar.
pub fn al_enviar(
    servidor: SocketAddr,
    formato: Formato,
    error: io::Error,
) -> Fallo {
    match error.kind() {
        ErrorKind::InvalidInput => {
            let remedio = match formato {
                Formato::Texto => {
                    "Con --formato json cabe cualquier texto."
                }
                _ => "Acórtalo.",
            };
            Fallo::de_sistema("no he podido enviar el informe", error)
                .remedio(remedio)
        }
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => Fallo::de_sistema(
            format!(
                "{servidor} ha cortado antes de leer el informe entero"
            ),
            error,
        )
        .remedio("Mira qué dice el servidor en su terminal."),
        _ => Fallo::al_conversar(servidor, error),
    }
}
