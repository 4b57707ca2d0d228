//! `leccion7 udp`: un fichero por UDP, a ciegas o con acuses.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use buzon::Buzon;
use clap::{Args, Subcommand};
use leccion7::fiable::en_camino::{TOPE, TOPE_MAXIMO};
use leccion7::fichero::origen::Origen;
use leccion7::fichero::veredicto::Veredicto;
use leccion7::udp::envio::{Envio, Problema, Ritmo};
use leccion7::udp::ficha::Ficha;
use leccion7::udp::perdida::Perdida;
use leccion7::udp::socket::{conectado, es_rechazo, resolver};
use leccion7::udp::{a_ciegas, relato};
use leccion7::{PUERTO, direccion, fiable, python};
use redes::argumentos::{Red, duracion, entero, porcentaje};
use redes::cifras::{self, plural};
use redes::consola::{self, visible};
use redes::errores::{Fallo, Resultado};

use super::Protocolo;
use super::ficheros::{Servidor, saltar_de_linea};

#[derive(Subcommand, Debug)]
pub enum Orden {
    /// Recibe ficheros, de uno en uno
    Servidor(Servidor),
    /// Envía un fichero, con acuses o a ciegas
    Cliente(Cliente),
}

#[derive(Args, Debug)]
pub struct Cliente {
    /// El fichero que se envía
    #[arg(value_name = "FICHERO")]
    fichero: PathBuf,
    /// Envía a ciegas, como en la serie: sin acuses y sin repetir lo perdido
    #[arg(long)]
    sin_fiabilidad: bool,
    /// Trozos que puede haber en camino sin confirmar
    #[arg(long, value_name = "N", default_value_t = TOPE, conflicts_with = "sin_fiabilidad",
          value_parser = entero(1, TOPE_MAXIMO))]
    ventana: u32,
    /// Descanso antes de cada datagrama
    #[arg(long, value_name = "TIEMPO", default_value = "0s", value_parser = duracion)]
    pausa: Duration,
    /// Pierde a propósito esta parte de los datagramas
    #[arg(long, value_name = "N%", default_value = "0%", value_parser = porcentaje)]
    perder: f64,
    /// Con qué semilla se elige lo que se pierde: la misma repite lo mismo
    #[arg(long, value_name = "N", default_value_t = 3)]
    semilla: u64,
    /// Cuánto espera su turno si el servidor está con otro fichero
    #[arg(long, value_name = "TIEMPO", default_value = "30s", value_parser = duracion)]
    espera: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

/// Cumple `udp servidor` o `udp cliente`.
pub fn cumplir(red: &Red, orden: Orden) -> Resultado {
    match orden {
        Orden::Servidor(servidor) => servir(red, &servidor),
        Orden::Cliente(cliente) => mandar(red, &cliente),
    }
}

fn servir(red: &Red, orden: &Servidor) -> Resultado {
    let destino = orden.destino()?;
    let socket = Buzon::abrir(red, PUERTO)?;
    match orden.protocolo {
        Protocolo::Curso => fiable::servidor::servir(&socket, &destino, orden.clientes, orden.silencio),
        Protocolo::Python => python::udp::servir(&socket, &destino, orden.clientes, orden.silencio),
    }
}

fn mandar(red: &Red, orden: &Cliente) -> Resultado {
    consola::recoger_al_morir(saltar_de_linea);
    let mut origen = Origen::abrir(&orden.fichero)?;
    let destino = resolver(red)?;
    let nombre = visible(&orden.fichero.to_string_lossy());
    if orden.protocolo == Protocolo::Python {
        return mandar_a_python(red, &mut origen, orden.pausa, &nombre);
    }
    let ficha = Ficha { tamano: origen.tamano, suma: origen.suma };
    if !ficha.cabe() {
        return Err(
            Fallo::nuevo(format!("«{nombre}» es demasiado grande para numerar sus trozos")).remedio("Envíalo por TCP.")
        );
    }
    consola::contar(&format!("{nombre}: {} en {}", cifras::tamano(ficha.tamano), plural(ficha.trozos(), "trozo")));
    if orden.perder > 0.0 {
        let parte = cifras::porcentaje(orden.perder);
        consola::contar(&format!(
            "perderé a propósito el {parte} de los datagramas (--semilla {} lo repite)",
            orden.semilla
        ));
    }
    let mut envio = Envio::hacia(destino, &mut origen, orden.ritmo())
        .map_err(|error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error))?;
    let enviar = if orden.sin_fiabilidad { a_ciegas::enviar } else { fiable::enviar::enviar };
    let resultado = enviar(&mut envio);
    // Antes de culpar al camino, y a ciegas siempre: ¿lo enviado era lo anunciado?
    let dudoso = match &resultado {
        Ok(_) => orden.sin_fiabilidad,
        Err(problema) => matches!(problema, Problema::Rechazado(Veredicto::SumaDistinta)),
    };
    if dudoso && !origen.sigue_igual() {
        return Err(origen.ha_cambiado());
    }
    let cuenta = resultado.map_err(|problema| relato::explicar(problema, red))?;
    relato::resumir(&cuenta, orden.sin_fiabilidad, &direccion(red))
}

impl Cliente {
    fn ritmo(&self) -> Ritmo {
        let perdida = Perdida { por_millon: (self.perder * 1e6).round() as u32, semilla: self.semilla };
        // A ciegas no hay nada en camino que confirmar.
        let en_camino = if self.sin_fiabilidad { 0 } else { self.ventana };
        Ritmo { pausa: self.pausa, en_camino, espera: self.espera, perdida }
    }
}

fn mandar_a_python(red: &Red, origen: &mut Origen, pausa: Duration, nombre: &str) -> Resultado {
    let con = direccion(red);
    let fallo = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => Fallo::nuevo(format!("«{nombre}» ha cambiado mientras lo enviaba")),
        _ if es_rechazo(&error) => Fallo::al_conectar(&red.host, red.puerto(PUERTO), error),
        _ => Fallo::de_sistema(format!("no puedo enviar a {con}"), error),
    };
    let socket = conectado(resolver(red)?);
    let datagramas = socket.and_then(|socket| python::udp::enviar(&socket, origen, pausa)).map_err(fallo)?;
    consola::contar(&format!(
        "«{nombre}» enviado a {con} en {}; nadie me dice cuántos han llegado",
        plural(datagramas, "datagrama")
    ));
    Ok(())
}
