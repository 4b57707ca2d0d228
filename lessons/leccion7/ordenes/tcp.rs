//! `leccion7 tcp`: un fichero por TCP, entero y comprobado, o nada.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use leccion7::fichero::origen::Origen;
use leccion7::tcp::servidor::Servidor as ServidorTcp;
use leccion7::tcp::{enviar, llamar, recibir, relato};
use leccion7::{PUERTO, direccion, python};
use redes::argumentos::{Red, plazo};
use redes::consola::{self, visible};
use redes::errores::{self, Resultado};
use redes::red::escuchar;

use super::Protocolo;
use super::ficheros::{Servidor, saltar_de_linea};

#[derive(Subcommand, Debug)]
pub enum Orden {
    /// Recibe ficheros y los guarda cuando están enteros y comprobados
    Servidor(Servidor),
    /// Envía un fichero y espera a que digan que está guardado
    Cliente(Cliente),
}

#[derive(Args, Debug)]
pub struct Cliente {
    /// El fichero que se envía
    #[arg(value_name = "FICHERO")]
    fichero: PathBuf,
    /// Cuánto se espera a que el servidor lea o conteste
    #[arg(long, value_name = "TIEMPO", default_value = "10s", value_parser = plazo)]
    plazo: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

/// Cumple `tcp servidor` o `tcp cliente`.
pub fn cumplir(red: &Red, orden: Orden) -> Resultado {
    match orden {
        Orden::Servidor(servidor) => servir(red, &servidor),
        Orden::Cliente(cliente) => mandar(red, &cliente),
    }
}

fn servir(red: &Red, orden: &Servidor) -> Resultado {
    let servidor = ServidorTcp::nuevo(orden.destino()?, orden.clientes, orden.silencio);
    let listener = escuchar(red, PUERTO)?;
    servidor.servir(
        listener,
        match orden.protocolo {
            Protocolo::Curso => recibir::recibir,
            Protocolo::Python => python::tcp::recibir,
        },
    )
}

fn mandar(red: &Red, Cliente { fichero, plazo, protocolo }: &Cliente) -> Resultado {
    consola::recoger_al_morir(saltar_de_linea);
    let mut origen = Origen::abrir(fichero)?;
    let stream = llamar::llamar(&red.host, red.puerto(PUERTO), *plazo)?;
    let (con, nombre, inicio) = (direccion(red), visible(&fichero.to_string_lossy()), Instant::now());
    let que = match protocolo {
        Protocolo::Curso => {
            enviar::enviar(&stream, &mut origen, *plazo, &con)?;
            format!("«{nombre}» está entero y guardado en {con}")
        }
        Protocolo::Python => {
            python::tcp::enviar(&stream, &mut origen, *plazo, &con)?;
            format!("«{nombre}» enviado a {con}; este protocolo no confirma nada, así que no sé si lo tiene")
        }
    };
    errores::concluir(&relato::cuenta(origen.tamano, inicio.elapsed(), &que))
}
