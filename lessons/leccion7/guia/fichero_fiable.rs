//! Paso 13: el gatín por UDP, perdiendo uno de cada cinco datagramas.

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::thread;
use std::time::Duration;

use buzon::Buzon;
use redes::errores::{Fallo, Resultado};
use redes::guia::{Desenlace, Escena, Paso};

use super::comun::{Carpeta, montar};
use crate::fiable::en_camino::TOPE;
use crate::fiable::{enviar, servidor};
use crate::fichero::destino::Destino;
use crate::fichero::origen::Origen;
use crate::pixeles::imagen;
use crate::udp::envio::{Envio, Ritmo};
use crate::udp::perdida::Perdida;

pub fn paso() -> Paso {
    Paso::nuevo("fichero-fiable", "Numerar, acusar, repetir")
        .parrafo(
            "Los arreglos ya los conoces de los píxeles: cada trozo lleva su **número**, el receptor contesta con **acuses** y \
             el emisor repite lo que falta, con una **ventana** de trozos en camino. Lo nuevo: un fichero no cabe en un lienzo. \
             El receptor guarda solo los trozos adelantados, y los suelta **en orden** en cuanto llega el que faltaba:",
        )
        .codigo("adelantados.rs", "encajar")
        .parrafo("Enviamos el gatín, con los programas de verdad, perdiendo a propósito uno de cada cinco datagramas.")
        .apuesta(
            "Por cada 100 trozos, ¿cuántos harán falta enviar?",
            &["unos 105", "unos 125", "más de 160"],
        )
        .ejecutar(ejecutar)
}

/// El gatín por UDP con un 20 % de pérdida, con el servidor y el cliente de verdad.
fn ejecutar(_: &Escena) -> Resultado<Desenlace> {
    let carpeta = Carpeta::nueva()?;
    let ruta = imagen::localizar(Path::new("gatin.jpg"));
    let (salida, original) = (carpeta.0.join("gatin_out.jpg"), carpeta.0.join("original"));
    // Unas cuantas copias seguidas, para que haya trozos de sobra que perder.
    fs::read(ruta).and_then(|gatin| fs::write(&original, gatin.repeat(4))).map_err(montar)?;
    let destino = Destino::nuevo(Some(salida.clone()), false)?;
    let socket = UdpSocket::bind("127.0.0.1:0").map_err(montar)?;
    let socket = Buzon::nuevo(socket);
    let direccion = socket.local_addr().map_err(montar)?;
    let mut origen = Origen::abrir(&original)?;
    let perdida = Perdida { por_millon: 200_000, semilla: 3 };
    let ritmo = Ritmo { pausa: Duration::ZERO, en_camino: TOPE, espera: Duration::ZERO, perdida };
    let cuenta = thread::scope(|hilos| {
        let servidor = hilos.spawn(|| servidor::servir(&socket, &destino, Some(1), Duration::from_secs(5)));
        let cuenta = enviar::enviar(&mut Envio::hacia(direccion, &mut origen, ritmo).map_err(montar)?);
        servidor.join().unwrap_or_else(|_| Err(Fallo::nuevo("el servidor se ha detenido")))?;
        cuenta.map_err(|problema| Fallo::nuevo(format!("el fichero no ha llegado ({problema:?})")))
    })?;
    let identico = fs::read(salida).map_err(montar)? == fs::read(original).map_err(montar)?;
    let por_cien = f64::from(cuenta.enviados) * 100.0 / f64::from(cuenta.total);
    let cierta = match por_cien {
        ..115.0 => 0,
        ..=160.0 => 1,
        _ => 2,
    };
    Ok(Desenlace::opcion(
        cierta,
        format!(
            "Para {} trozos han salido {}: **{por_cien:.0}** por cada 100. El cable ha perdido {}, contando el anuncio y el «fin», y \
             solo se ha repetido lo que hacía falta; a la larga, perdiendo uno de cada cinco, son 100 ÷ 0,8 = 125. Lo recibido \
             es {} al original, byte a byte.",
            cuenta.total,
            cuenta.enviados,
            cuenta.perdidos,
            if identico { "**idéntico**" } else { "distinto" }
        ),
    ))
}
