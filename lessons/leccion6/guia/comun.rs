//! Lo que comparten los pasos: dos sockets, con una red en medio que apunta lo que cruza.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso};
use redes::errores::{Fallo, Resultado};
use redes::fallas::{Datagrama, Falla, Nada};
use redes::guia::Escena;

use crate::red_mala::intermediario::Intermediario;
use crate::udp::trato::Trato;

/// Nada en la guía espera más que esto.
const PLAZO: Duration = Duration::from_secs(5);

/// Lo que esperamos nosotros antes de dar por cierto que no va a llegar nada. El cliente esperaría para siempre.
pub const RATO: Duration = Duration::from_secs(1);

/// Un intento, y corto: aquí interesa lo que pasa después.
pub const TRATO: Trato = Trato {
    plazo: Duration::from_millis(200),
    tope: Duration::from_secs(1),
    intentos: 1,
    numerada: false,
    conectado: false,
};

/// Un fallo del sistema que, en la guía, no debería ocurrir.
pub fn inesperado(error: io::Error) -> Fallo {
    Fallo::de_sistema("la conversación de este paso no ha salido", error)
        .remedio("Repite el paso; si sigue pasando, mira si un cortafuegos vigila 127.0.0.1.")
}

/// Un socket en un puerto libre, con plazo.
pub fn socket() -> Resultado<UdpSocket> {
    let abrir = || {
        let socket = UdpSocket::bind(("127.0.0.1", 0))?;
        socket.set_read_timeout(Some(PLAZO))?;
        Ok(socket)
    };
    abrir().map_err(inesperado)
}

pub fn direccion(socket: &UdpSocket) -> Resultado<SocketAddr> {
    socket.local_addr().map_err(inesperado)
}

/// Un cliente, un servidor y, en medio, una red que apunta lo que cruza.
pub struct Mesa<'a> {
    pub cliente: UdpSocket,
    pub servidor: UdpSocket,
    /// A dónde escribe el cliente.
    pub destino: SocketAddr,
    escena: &'a Escena,
    _red: Intermediario,
}

impl<'a> Mesa<'a> {
    pub fn nueva(escena: &'a Escena) -> Resultado<Self> {
        Self::con(escena, Nada)
    }

    /// Con una falla en el camino de ida.
    pub fn con(escena: &'a Escena, ida: impl Falla<Datagrama> + 'static) -> Resultado<Self> {
        let (cliente, servidor) = (socket()?, socket()?);
        let red = Intermediario::udp(direccion(&servidor)?, ida, Nada, Some(escena.cable().clone()));
        let red = red.map_err(inesperado)?;
        Ok(Self { cliente, servidor, destino: red.direccion, escena, _red: red })
    }

    pub fn recibe(&self, lado: Lado, bytes: &[u8]) {
        self.escena.cable().anotar(lado, Suceso::RecibeDatagrama(Muestra::de(bytes)));
    }

    pub fn nota(&self, lado: Lado, texto: impl Into<String>) {
        nota(self.escena, lado, texto);
    }
}

pub fn nota(escena: &Escena, lado: Lado, texto: impl Into<String>) {
    escena.cable().anotar(lado, Suceso::Nota(texto.into()));
}
