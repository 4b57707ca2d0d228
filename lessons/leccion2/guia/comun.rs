//! Lo que comparten los pasos: una conexión sin nadie en medio, una nota en el dibujo y qué decir si algo no sale.

use std::io;
use std::net::{TcpListener, TcpStream};

use redes::cable::{Lado, Suceso};
use redes::errores::Fallo;
use redes::guia::Escena;

use crate::descuidos::PLAZO;
use crate::plazo::en_los_dos_sentidos;

/// Un fallo del sistema que, en la guía, no debería ocurrir.
pub fn inesperado(error: io::Error) -> Fallo {
    Fallo::de_sistema("la conversación de este paso no ha salido", error)
        .remedio("Repite el paso; si sigue pasando, mira si un cortafuegos vigila 127.0.0.1.")
}

/// Las dos puntas de una conexión, con plazo y sin nadie en medio.
pub fn pareja() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let cliente = TcpStream::connect(listener.local_addr()?)?;
    let (servidor, _) = listener.accept()?;
    for stream in [&cliente, &servidor] {
        en_los_dos_sentidos(stream, PLAZO)?;
    }
    Ok((cliente, servidor))
}

/// Una nota en el dibujo, del lado de quien la protagoniza.
pub fn nota(escena: &Escena, lado: Lado, texto: impl Into<String>) {
    escena.cable().anotar(lado, Suceso::Nota(texto.into()));
}
