//! Lo que se dice cuando no hay eco: qué ha pasado, con quién y qué probar.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use redes::cifras::{self, en_bytes};
use redes::errores::Fallo;

use crate::udp::trato::Trato;

/// El mensaje es más grande de lo que `cabe` en un datagrama.
pub fn no_cabe(servidor: SocketAddr, cabe: usize) -> Fallo {
    let familia = if servidor.is_ipv4() { "IPv4" } else { "IPv6" };
    let queja = format!("el mensaje no cabe en un datagrama: por {familia} caben {} como mucho", en_bytes(cabe));
    Fallo::nuevo(queja).remedio("Repártelo en varios o envíalo por TCP, que no tiene ese límite.")
}

/// El sistema no ha podido soltar el datagrama.
pub fn no_sale(servidor: SocketAddr, error: io::Error) -> Fallo {
    Fallo::de_sistema(format!("no he podido enviar nada a {servidor}"), error).remedio("Revisa --host y --puerto.")
}

/// Se han acabado los intentos, y han durado `tiempo`.
pub fn callado(servidor: SocketAddr, trato: &Trato, tiempo: Duration) -> Fallo {
    let remedio = if trato.conectado {
        "¿Es un servidor de eco? ¿Hay un cortafuegos en medio? Para esperar más: --plazo 2s."
    } else {
        "UDP no avisa de si hay alguien: comprueba que el servidor está en marcha, o prueba con --conectado."
    };
    let veces = match trato.intentos {
        1 => "lo he intentado una vez".to_string(),
        veces => format!("lo he intentado {veces} veces"),
    };
    let tiempo = cifras::duracion(tiempo);
    Fallo::nuevo(format!("no me ha llegado el eco de {servidor}: {veces}, en {tiempo}")).remedio(remedio)
}

/// El ordenador de destino ha dicho que en ese puerto no hay nadie.
pub fn nadie(servidor: SocketAddr) -> Fallo {
    Fallo::nuevo(format!("nadie escucha en {servidor} (ConnectionRefused): lo ha avisado ese ordenador"))
        .remedio("Arranca antes el servidor, o revisa --host y --puerto.")
}
