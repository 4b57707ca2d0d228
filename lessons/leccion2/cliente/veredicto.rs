//! Qué decir cuando el eco no sale bien: qué esperaba, qué ha llegado, con quién y qué probar.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use redes::argumentos::mostrar_duracion;
use redes::cifras::en_bytes;
use redes::errores::{Fallo, Resultado, explicar};

use crate::cliente::cuentas::{Cuentas, Envio};
use crate::cliente::en_vuelo::LIMITE;
use crate::cliente::pendientes::Diferencia;

/// Con quién hablamos y cuánto lo esperamos.
pub struct Veredicto {
    servidor: SocketAddr,
    pub plazo: Duration,
}

impl Veredicto {
    pub fn sobre(stream: &TcpStream, plazo: Duration) -> Resultado<Self> {
        let servidor = stream
            .peer_addr()
            .map_err(|error| Fallo::de_sistema("la conexión se ha perdido antes de enviar nada", error))?;
        Ok(Self { servidor, plazo })
    }

    /// El servidor se ha despedido: ¿ha vuelto todo?
    pub fn despedida(&self, cuentas: Cuentas) -> Resultado<u64> {
        let Cuentas { enviados, recibidos, envio } = cuentas;
        match envio {
            Envio::Completo if enviados == recibidos => Ok(enviados),
            Envio::SinEntrada(error) => Err(Fallo::de_sistema("no he podido leer lo que había que enviar", error)),
            Envio::Cortado(error) => Err(self.cortado(error, (enviados, recibidos))),
            Envio::EnMarcha if enviados == recibidos => Err(Fallo::nuevo(format!(
                "{} se ha despedido tras {} de eco, antes de que yo terminara de enviar",
                self.servidor,
                en_bytes(recibidos)
            ))
            .remedio("¿Se ha parado, o se ha cansado de esperar? Un eco solo se despide cuando su `read` devuelve 0.")),
            Envio::Completo | Envio::EnMarcha => Err(Fallo::nuevo(format!(
                "{}: {} ha cerrado la conexión",
                esperaba(enviados, recibidos),
                self.servidor
            ))
            .remedio("Quizá toma una lectura por el mensaje entero: tiene que leer hasta que `read` devuelva 0.")),
        }
    }

    /// La conexión se ha roto.
    pub fn cortado(&self, error: io::Error, (enviados, recibidos): (u64, u64)) -> Fallo {
        use io::ErrorKind as K;
        let servidor = self.servidor;
        let (rotura, remedio) = match error.kind() {
            corte @ (K::ConnectionReset | K::BrokenPipe | K::ConnectionAborted) => (
                format!("{servidor} ha cortado la conexión de golpe ({corte:?})"),
                "Quizá ha cerrado sin leer todo lo que le enviabas, o se ha parado: mira qué dice en su terminal.",
            ),
            _ => (
                format!("se ha roto la conexión con {servidor}, {}", explicar(&error)),
                "Comprueba que el servidor sigue en marcha y vuelve a probar.",
            ),
        };
        Fallo::nuevo(format!("{}: {rotura}", esperaba(enviados, recibidos))).remedio(remedio)
    }

    /// Se ha agotado el plazo.
    pub fn callado(&self, (enviados, recibidos): (u64, u64)) -> Fallo {
        let remedio = if enviados.saturating_sub(recibidos) + 65536 > LIMITE as u64 {
            "Un eco contesta mientras lee; este parece guardárselo todo."
        } else {
            "Puede estar atendiendo a otro cliente, o esperar más datos. Para esperar más: --plazo 60s."
        };
        Fallo::nuevo(format!(
            "{}: {} lleva {} sin contestar",
            esperaba(enviados, recibidos),
            self.servidor,
            mostrar_duracion(self.plazo)
        ))
        .remedio(remedio)
    }

    /// Ha vuelto otra cosa.
    pub fn distinto(&self, diferencia: &Diferencia) -> Fallo {
        match *diferencia {
            Diferencia::Distinto { posicion, esperado, visto } => Fallo::nuevo(format!(
                "el eco de {} no es lo que envié: el primer byte distinto es el {posicion}, esperaba {} y ha vuelto {}",
                self.servidor,
                un_byte(esperado),
                un_byte(visto)
            ))
            .remedio("¿Es un servidor de eco? Si son ceros o restos de antes, devuelve el búfer entero en vez de `&buffer[..n]`."),
            Diferencia::Sobra { enviados } => Fallo::nuevo(format!(
                "{} ha devuelto más de lo que le envié: había enviado {} y sobra desde el byte {}",
                self.servidor,
                en_bytes(enviados),
                enviados + 1
            ))
            .remedio("Un eco no saluda, no añade nada y no devuelve el búfer entero, solo `&buffer[..n]`."),
        }
    }
}

fn esperaba(enviados: u64, recibidos: u64) -> String {
    let han_vuelto = match recibidos {
        0 => "no ha vuelto ninguno".to_string(),
        1 => "ha vuelto 1".to_string(),
        _ => format!("han vuelto {recibidos}"),
    };
    format!("esperaba {} de eco y {han_vuelto}", en_bytes(enviados))
}

/// `6f «o»`, o solo `00` si no es una letra.
fn un_byte(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("{byte:02x} «{}»", char::from(byte)) } else { format!("{byte:02x}") }
}
