//! Lo que comparten los pasos: un servidor en casa, quien lo llama y qué decir si ni eso se puede.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use redes::errores::{Fallo, Resultado};

use crate::direcciones::Prueba;

/// Lo que se espera a lo que en este ordenador es inmediato.
pub const PLAZO: Duration = Duration::from_secs(2);

/// En la guía, el plazo de cada cliente es más corto que en el servidor de verdad: nadie quiere esperar diez segundos.
pub const PACIENCIA: Duration = Duration::from_millis(500);

/// Un servidor de este paso, en un puerto libre de este ordenador.
pub fn abrir_en_casa() -> Resultado<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .map_err(fallo_del_paso)?;
    let direccion = listener.local_addr().map_err(fallo_del_paso)?;
    Ok((listener, direccion))
}

/// Lo que aquí no debería fallar, y aun así puede: que el sistema no deje usar sus sockets.
pub fn fallo_del_paso(error: io::Error) -> Fallo {
    Fallo::de_sistema("este paso no ha podido usar la red de tu ordenador", error)
        .remedio("Prueba otra vez; si se repite, sáltalo: los demás pasos no dependen de él.")
}

/// Un cliente de este paso.
pub fn conectar(direccion: SocketAddr) -> Resultado<TcpStream> {
    TcpStream::connect_timeout(&direccion, PACIENCIA * 10)
        .map_err(fallo_del_paso)
}

/// «escucho en 127.0.0.1:P y llamo a ::1 → no entra», sin puertos, que cambian en cada prueba.
pub fn renglon(
    escucha: IpAddr,
    llamada: IpAddr,
    prueba: Prueba,
) -> String {
    let resultado = match prueba {
        Prueba::Entra => "✔ entra".to_string(),
        Prueba::NoEntra(que) => format!("✘ no entra: {que:?}"),
        Prueba::SinPuerta(que) => {
            format!("· aquí no se puede escuchar ahí: {que:?}")
        }
    };
    format!(
        "escucho en {:<9} · llamo a {:<12} {resultado}",
        escucha.to_string(),
        llamada.to_string()
    )
}
