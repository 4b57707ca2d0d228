//! Paso 11: un desconocido anuncia una imagen imposible.

use std::net::UdpSocket;
use std::time::Duration;

use redes::cable::{Lado, Muestra, Suceso as EnElCable};
use redes::cifras;
use redes::errores::Resultado;
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::montar;
use crate::pixeles::datagrama::{Datagrama, Mensaje};
use crate::pixeles::hito::Hito;
use crate::pixeles::plano::{Formato, Plano};
use crate::pixeles::receptor::ReceptorDeImagenes;
use crate::udp::BUFFER;

pub fn paso() -> Paso {
    Paso::nuevo("sesenta-mil", "60 000 × 60 000")
        .parrafo(
            "A un puerto UDP puede escribir cualquiera. Este desconocido anuncia una imagen de 60 000×60 000 píxeles: \
             10,1 GiB. El suyo es un datagrama de 36 bytes. Lo primero que hace el receptor con un anuncio:",
        )
        .codigo("lienzo.rs", "nuevo")
        .apuesta(
            "¿Qué hará el receptor?",
            &["reservar 10,1 GiB", "rechazarla y seguir atendiendo", "terminar con un error"],
        )
        .ejecutar(ejecutar)
}

/// Un anuncio imposible, por un socket de verdad.
fn ejecutar(escena: &Escena) -> Resultado<Desenlace> {
    let receptor = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    let extrano = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    receptor.set_read_timeout(Some(Duration::from_secs(5))).map_err(montar)?;
    let plano =
        Plano { ancho: 60_000, alto: 60_000, formato: Formato { canales: 3, bytes_por_canal: 1 }, por_datagrama: 456 };
    let (transferencia, mensaje) = (0xbad, Mensaje::Anuncio);
    let anuncio = Datagrama { transferencia, plano, envio: 0, pide_acuse: true, sin_acuses: false, mensaje };
    let (mut bytes, mut buffer) = (Vec::new(), [0; BUFFER]);
    anuncio.codificar(&mut bytes);
    extrano.send_to(&bytes, receptor.local_addr().map_err(montar)?).map_err(montar)?;
    escena.cable().anotar(Lado::Cliente, EnElCable::Envia(Muestra::de(&bytes)));
    let (n, de) = receptor.recv_from(&mut buffer).map_err(montar)?;
    let (respuesta, suceso) = ReceptorDeImagenes::nuevo(Duration::from_secs(3)).llega(Duration::ZERO, de, &buffer[..n]);
    if let Some(respuesta) = respuesta {
        respuesta.codificar(&mut bytes);
        escena.cable().anotar(Lado::Servidor, EnElCable::Envia(Muestra::de(&bytes)));
    }
    escena.dibujar();
    let rechazada = matches!(suceso, Some(Hito::Rechazada(..)));
    Ok(Desenlace::opcion(
        if rechazada { 1 } else { 0 },
        format!(
            "Ha contestado con un rechazo (el tipo 6) sin reservar nada: pedía {} y el límite es de 128 MiB. Una longitud que \
             viene de la red se comprueba **antes** de usarla.",
            cifras::tamano(plano.bytes())
        ),
    ))
}
