//! `leccion7 pixeles servidor`: espera imágenes y las dibuja mientras llegan.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use leccion7::pantalla::{self, Pantalla, ventana};
use leccion7::pixeles::sesion::Opciones;
use leccion7::pixeles::{png, servidor};
use leccion7::{PUERTO, python};
use redes::argumentos::{Red, duracion};
use redes::errores::Resultado;
use redes::red::escuchar_datagramas;

use crate::ordenes::Protocolo;

#[derive(Args, Debug)]
pub struct Servidor {
    /// Guarda lo recibido, píxel por píxel, en este PNG (los siguientes, con -2, -3…)
    #[arg(long, value_name = "IMAGEN.png")]
    salida: Option<PathBuf>,
    /// Dónde dibujar (si no se dice: ventana si hay pantalla; si no, terminal; si no, ninguna)
    #[arg(long, value_enum)]
    vista: Option<Pantalla>,
    /// Termina tras N imágenes: con código 0 si han llegado todas enteras, con 1 si no
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    clientes: Option<u64>,
    /// Permite que --salida sustituya un fichero que ya existe
    #[arg(long, requires = "salida")]
    sobrescribir: bool,
    /// Da por terminada una imagen si su emisor calla este tiempo
    #[arg(long, value_name = "TIEMPO", default_value = "3s", value_parser = duracion)]
    silencio: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

/// Cumple `pixeles servidor`.
pub fn servir(red: &Red, orden: Servidor) -> Resultado {
    if let Some(salida) = &orden.salida {
        png::comprobar_salida(salida, orden.sobrescribir)?;
    }
    let pantalla = elegir(orden.vista)?;
    let socket = escuchar_datagramas(red, PUERTO)?;
    let Servidor { salida, clientes, sobrescribir, silencio, protocolo, .. } = orden;
    let opciones = Opciones { salida, sobrescribir, clientes, silencio };
    pantalla::ensenar(pantalla, move |avisa, parar| match protocolo {
        Protocolo::Curso => servidor::recibir(&socket, opciones, avisa, parar),
        Protocolo::Python => python::pixeles::recibir(&socket, opciones, avisa, parar),
    })
}

/// Dónde se dibuja. Si lo pides y no se puede, es un error; si lo elegimos nosotros, se busca otra cosa.
fn elegir(vista: Option<Pantalla>) -> Resultado<Pantalla> {
    match vista {
        Some(Pantalla::Ventana) => ventana::probar().map(|()| Pantalla::Ventana),
        Some(Pantalla::Terminal) => Ok(Pantalla::Terminal),
        Some(Pantalla::Ninguna) => Ok(Pantalla::Ninguna),
        None if ventana::hay_pantalla() && ventana::probar().is_ok() => Ok(Pantalla::Ventana),
        None if io::stdout().is_terminal() => {
            eprintln!("No hay pantalla en la que abrir una ventana: dibujaré aquí, en la terminal.");
            Ok(Pantalla::Terminal)
        }
        None => Ok(Pantalla::Ninguna),
    }
}
