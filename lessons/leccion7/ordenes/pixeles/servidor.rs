//! `leccion7 pixeles servidor`: espera imágenes y las dibuja mientras llegan.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

use buzon::Buzon;
use clap::Args;
use leccion7::pantalla::ventana::SinVentana;
use leccion7::pantalla::{self, Donde, Pantalla, ventana};
use leccion7::pixeles::sesion::Opciones;
use leccion7::pixeles::{png, servidor};
use leccion7::{PUERTO, python};
use redes::argumentos::{Red, duracion};
use redes::consola;
use redes::errores::Resultado;

use crate::ordenes::Protocolo;
use crate::ordenes::ficheros::recoger;

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
    let destino = orden.salida.map(|salida| png::comprobar_salida(salida, orden.sobrescribir)).transpose()?;
    if let Some(destino) = &destino {
        // Si se interrumpe mientras se guarda una imagen, lo que estuviera a medias desaparece.
        recoger(destino.parciales());
    }
    let donde = elegir(orden.vista)?;
    let socket = Buzon::abrir(red, PUERTO)?;
    let Servidor { clientes, silencio, protocolo, .. } = orden;
    let opciones = Opciones { destino, clientes, silencio };
    pantalla::ensenar(donde, move |avisa, parar| match protocolo {
        Protocolo::Curso => servidor::recibir(&socket, opciones, avisa, parar),
        Protocolo::Python => python::pixeles::recibir(&socket, opciones, avisa, parar),
    })
}

/// Dónde se dibuja. Si lo pides y no se puede, es un error; si lo elegimos nosotros, se busca otra cosa.
fn elegir(vista: Option<Pantalla>) -> Resultado<Donde> {
    match vista {
        Some(Pantalla::Ventana) => return Ok(Donde::Ventana(ventana::probar()?)),
        Some(Pantalla::Terminal) => return Ok(Donde::Terminal),
        Some(Pantalla::Ninguna) => return Ok(Donde::Ninguna),
        None => {}
    }
    let porque = match ventana::hay_pantalla().then(ventana::probar) {
        Some(Ok(ventana)) => return Ok(Donde::Ventana(ventana)),
        Some(Err(SinVentana(porque))) => porque,
        None => "no hay pantalla en la que abrir una ventana".to_string(),
    };
    let terminal = io::stdout().is_terminal();
    // Sin pantalla ni terminal nadie espera un dibujo; con pantalla, que se sepa por qué no sale.
    if terminal || ventana::hay_pantalla() {
        let donde = if terminal { "dibujaré aquí, en la terminal" } else { "no dibujaré nada" };
        consola::avisar(&format!("aviso: {porque}; {donde}."));
    }
    Ok(if terminal { Donde::Terminal } else { Donde::Ninguna })
}
