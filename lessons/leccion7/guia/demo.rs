//! `leccion7 demo`: un servidor y un cliente de píxeles en el mismo programa, por sockets de verdad y sin ventana.
//!
//! Verás la misma imagen cruzar tres veces: por una red que no pierde nada, por una que pierde uno de cada diez
//! datagramas y por esa misma red, pero a ciegas.

use std::time::Duration;

use redes::cifras::{self, plural};
use redes::errores::{Fallo, Resultado};

use super::muestras::{ensenar, gatin};
use super::transmision::{Transmision, ritmo};
use crate::pixeles::envio::Ritmo;
use crate::pixeles::informe::resumir;
use crate::pixeles::recepcion::{Final, Recibida};
use crate::udp::MAXIMO;
use crate::udp::perdida::Perdida;

/// Envía el gatín de tres maneras y comprueba lo que llega.
pub fn ejecutar() -> Resultado {
    let gatin = gatin();
    let perdida = Perdida { por_millon: 100_000, semilla: 3 };
    println!("Una imagen de {}×{}, en datagramas de hasta {MAXIMO} bytes.\n", gatin.ancho, gatin.alto);

    println!("1. Con acuses, por loopback:");
    let recibida = transmitir(&Transmision::de(&gatin))?;
    exigir(recibida.fin == Final::Completa && recibida.lienzo.datos() == gatin.datos, "no ha llegado idéntica")?;

    println!("\n2. Con acuses, perdiendo a propósito el 10 % de los datagramas (semilla 3):");
    let recibida = transmitir(&Transmision { perdida, ..Transmision::de(&gatin) })?;
    exigir(recibida.fin == Final::Completa && recibida.lienzo.datos() == gatin.datos, "no ha llegado idéntica")?;

    println!("\n3. A ciegas, sin acuses, perdiendo los mismos:");
    // Con un respiro entre envíos, para que solo se pierdan esos y no los que no quepan en la cola.
    let ritmo = Ritmo { pausa: Duration::from_micros(200), ..ritmo() };
    let recibida = transmitir(&Transmision { perdida, ritmo, a_ciegas: true, ..Transmision::de(&gatin) })?;
    ensenar(&recibida.lienzo.vista, 14);
    exigir(recibida.fin != Final::Completa, "se ha dado por completa sin estarlo")?;
    println!("\nLos huecos son datagramas que nadie repitió. Con acuses, la misma pérdida no deja ninguno.");
    Ok(())
}

fn transmitir(transmision: &Transmision) -> Resultado<Recibida> {
    let (recibida, cuenta) = transmision.transmitir(&mut |_| {})?;
    resumir(&recibida, true).iter().for_each(|linea| println!("   {linea}"));
    println!("     el emisor: {} en {}", plural(cuenta.enviados, "envío"), cifras::duracion(cuenta.duracion));
    Ok(recibida)
}

fn exigir(cierto: bool, si_no: &str) -> Resultado {
    if cierto { Ok(()) } else { Err(Fallo::nuevo(format!("la demo ha salido mal: {si_no}"))) }
}
