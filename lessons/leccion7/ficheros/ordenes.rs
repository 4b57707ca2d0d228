//! De la línea de órdenes a los cuatro programas de ficheros, y de sus problemas a frases.

use std::io::{self, IsTerminal};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use redes::argumentos::{
    Red, duracion, entero, mostrar_duracion, mostrar_numero, mostrar_porcentaje, mostrar_tamano, plazo,
};
use redes::consola;
use redes::errores::{Fallo, Resultado};

use super::anuncio::Veredicto;
use super::origen::Origen;
use super::recibido::Destino;
use super::udp_cliente::{Cuenta, Envio, Problema, Ritmo};
use super::{tcp_cliente, tcp_servidor, udp_servidor};
use crate::pixeles::canal::{Perdida, es_rechazo};
use crate::pixeles::emisor::{VENTANA, VENTANA_MAXIMA};
use crate::pixeles::informe::plural;
use crate::pixeles::ordenes::{PUERTO, resolver};
use crate::python::{self, Protocolo};

#[derive(Subcommand, Debug)]
pub enum Tcp {
    /// Recibe ficheros y los guarda cuando están enteros y comprobados
    Servidor(Servidor),
    /// Envía un fichero y espera a que digan que está guardado
    Cliente(ClienteTcp),
}

#[derive(Subcommand, Debug)]
pub enum Udp {
    /// Recibe ficheros, de uno en uno
    Servidor(Servidor),
    /// Envía un fichero, con acuses o a ciegas
    Cliente(ClienteUdp),
}

#[derive(Args, Debug)]
pub struct Servidor {
    /// Con qué nombre se guarda (los siguientes, con -2, -3…); si no se dice, recibido.bin. El que diga quien envía no se usa
    #[arg(long, value_name = "FICHERO")]
    salida: Option<PathBuf>,
    /// Termina tras N ficheros: con código 0 si han llegado todos enteros, con 1 si no
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    clientes: Option<u64>,
    /// Permite que --salida sustituya un fichero que ya existe
    #[arg(long, requires = "salida")]
    sobrescribir: bool,
    /// Cuánto puede callar quien envía antes de darlo por perdido
    #[arg(long, value_name = "TIEMPO", default_value = "10s", value_parser = plazo)]
    silencio: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

#[derive(Args, Debug)]
pub struct ClienteTcp {
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

#[derive(Args, Debug)]
pub struct ClienteUdp {
    /// El fichero que se envía
    #[arg(value_name = "FICHERO")]
    fichero: PathBuf,
    /// Envía a ciegas, como en la serie: sin acuses y sin repetir lo perdido
    #[arg(long)]
    sin_fiabilidad: bool,
    /// Trozos que puede haber en camino sin confirmar
    #[arg(long, value_name = "N", default_value_t = VENTANA, conflicts_with = "sin_fiabilidad",
          value_parser = entero(1, VENTANA_MAXIMA))]
    ventana: u32,
    /// Descanso antes de cada datagrama
    #[arg(long, value_name = "TIEMPO", default_value = "0s", value_parser = duracion)]
    pausa: Duration,
    /// Pierde a propósito esta parte de los datagramas
    #[arg(long, value_name = "N%", default_value = "0%", value_parser = redes::argumentos::porcentaje)]
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

/// Dónde guardar; si se interrumpe el programa, lo que estuviera a medias desaparece con él.
fn destino(salida: Option<PathBuf>, sobrescribir: bool) -> Resultado<Destino> {
    let destino = Destino::nuevo(salida, sobrescribir)?;
    let abiertos = destino.abiertos();
    consola::recoger_al_morir(move || {
        abiertos.borrar();
        saltar_de_linea();
    });
    Ok(destino)
}

/// En la terminal, que lo siguiente no empiece detrás de la barra y del `^C`.
fn saltar_de_linea() {
    if io::stderr().is_terminal() {
        eprintln!();
    }
}

/// Cumple `tcp servidor` o `tcp cliente`.
///
/// # Errors
/// Los de cada programa.
pub fn tcp(red: &Red, orden: Tcp) -> Resultado {
    match orden {
        Tcp::Servidor(Servidor { salida, clientes, sobrescribir, silencio, protocolo }) => {
            let destino = destino(salida, sobrescribir)?;
            let fallo = |error| Fallo::al_escuchar(&red.host, red.puerto(PUERTO), error);
            let listener = TcpListener::bind((red.host.as_str(), red.puerto(PUERTO))).map_err(fallo)?;
            println!("escuchando en {}", listener.local_addr().map_err(fallo)?);
            red.avisar_si_abierto();
            tcp_servidor::servir(listener, tcp_servidor::Opciones { destino, clientes, silencio, protocolo })
        }
        Tcp::Cliente(cliente) => enviar_por_tcp(red, &cliente),
    }
}

fn enviar_por_tcp(red: &Red, ClienteTcp { fichero, plazo, protocolo }: &ClienteTcp) -> Resultado {
    consola::recoger_al_morir(saltar_de_linea);
    let mut origen = Origen::abrir(fichero)?;
    let stream = tcp_cliente::conectar(&red.host, red.puerto(PUERTO), *plazo)?;
    let con = direccion(red);
    let inicio = std::time::Instant::now();
    match protocolo {
        Protocolo::Curso => tcp_cliente::enviar(&stream, &mut origen, *plazo, &con)?,
        Protocolo::Python => python::tcp::enviar(&stream, &mut origen, *plazo, &con)?,
    }
    let que = match protocolo {
        Protocolo::Curso => format!("«{}» está entero y guardado en {con}", fichero.display()),
        Protocolo::Python => {
            format!(
                "«{}» enviado a {con}; este protocolo no confirma nada, así que no sé si lo tiene",
                fichero.display()
            )
        }
    };
    println!("{}", tcp_servidor::cuenta(origen.anuncio.tamano, inicio.elapsed(), &que));
    Ok(())
}

/// Cumple `udp servidor` o `udp cliente`.
///
/// # Errors
/// Los de cada programa.
pub fn udp(red: &Red, orden: Udp) -> Resultado {
    match orden {
        Udp::Servidor(Servidor { salida, clientes, sobrescribir, silencio, protocolo }) => {
            let destino = destino(salida, sobrescribir)?;
            let fallo = |error| Fallo::al_escuchar(&red.host, red.puerto(PUERTO), error);
            let socket = UdpSocket::bind((red.host.as_str(), red.puerto(PUERTO))).map_err(fallo)?;
            println!("escuchando en {}", socket.local_addr().map_err(fallo)?);
            red.avisar_si_abierto();
            match protocolo {
                Protocolo::Curso => udp_servidor::servir(&socket, &destino, clientes, silencio),
                Protocolo::Python => python::udp::servir(&socket, &destino, clientes, silencio),
            }
        }
        Udp::Cliente(cliente) => enviar_por_udp(red, &cliente),
    }
}

fn enviar_por_udp(red: &Red, orden: &ClienteUdp) -> Resultado {
    consola::recoger_al_morir(saltar_de_linea);
    let mut origen = Origen::abrir(&orden.fichero)?;
    let destino = resolver(red)?;
    let nombre = orden.fichero.display().to_string();
    if orden.protocolo == Protocolo::Python {
        return enviar_a_python(red, destino, &mut origen, orden.pausa, &nombre);
    }
    let ficha = super::datagrama::Ficha { tamano: origen.anuncio.tamano, suma: origen.anuncio.suma };
    if !ficha.cabe() {
        return Err(
            Fallo::nuevo(format!("«{nombre}» es demasiado grande para numerar sus trozos")).remedio("Envíalo por TCP.")
        );
    }
    println!("{nombre}: {} en {}", mostrar_tamano(ficha.tamano), plural(ficha.trozos().into(), "trozo"));
    if orden.perder > 0.0 {
        let parte = mostrar_porcentaje(orden.perder);
        println!("perderé a propósito el {parte} de los datagramas (--semilla {} lo repite)", orden.semilla);
    }
    let perdida = Perdida { por_millon: (orden.perder * 1e6).round() as u32, semilla: orden.semilla };
    // Sin ventana no hay acuses que esperar.
    let ventana = if orden.sin_fiabilidad { 0 } else { orden.ventana };
    let ritmo = Ritmo { pausa: orden.pausa, ventana, espera: orden.espera, perdida };
    let mut envio = Envio::hacia(destino, &mut origen, ritmo)
        .map_err(|error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error))?;
    let resultado = if orden.sin_fiabilidad { envio.a_ciegas() } else { envio.fiable() };
    let cuenta = resultado.map_err(|problema| explicar(problema, red))?;
    resumir(&cuenta, orden.sin_fiabilidad, &direccion(red));
    Ok(())
}

fn enviar_a_python(red: &Red, destino: SocketAddr, origen: &mut Origen, pausa: Duration, nombre: &str) -> Resultado {
    let con = direccion(red);
    let fallo = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => origen_cambiado(nombre),
        _ if es_rechazo(&error) => Fallo::al_conectar(&red.host, red.puerto(PUERTO), error),
        _ => Fallo::de_sistema(format!("no puedo enviar a {con}"), error),
    };
    let cualquiera: SocketAddr = if destino.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(cualquiera).and_then(|socket| socket.connect(destino).map(|()| socket));
    let datagramas = socket.and_then(|socket| python::udp::enviar(&socket, origen, pausa)).map_err(fallo)?;
    println!("«{nombre}» enviado a {con} en {}; nadie me dice cuántos han llegado", plural(datagramas, "datagrama"));
    Ok(())
}

fn origen_cambiado(nombre: &str) -> Fallo {
    Fallo::nuevo(format!("«{nombre}» ha cambiado mientras lo enviaba"))
}

fn resumir(cuenta: &Cuenta, a_ciegas: bool, con: &str) {
    let (enviados, total, en) = (
        mostrar_numero(cuenta.enviados.into()),
        plural(cuenta.total.into(), "trozo"),
        mostrar_duracion(cuenta.duracion),
    );
    if a_ciegas {
        println!("enviados {enviados} trozos en {en}, sin acuses: nadie me dice cuántos han llegado");
    } else {
        let repetidos = mostrar_numero((cuenta.enviados - cuenta.total).into());
        println!("{con} lo tiene guardado: {total} en {en} · repetidos {repetidos}");
    }
    if cuenta.perdidos > 0 {
        println!("perdidos a propósito: {}", plural(cuenta.perdidos.into(), "datagrama"));
    }
}

/// `IP:PUERTO`, con los corchetes que pide IPv6.
fn direccion(red: &Red) -> String {
    let puerto = red.puerto(PUERTO);
    if red.host.contains(':') { format!("[{}]:{puerto}", red.host) } else { format!("{}:{puerto}", red.host) }
}

fn explicar(problema: Problema, red: &Red) -> Fallo {
    let con = direccion(red);
    let hasta = |cuenta: &Cuenta| {
        format!("{} de {}", mostrar_numero(cuenta.confirmados.into()), plural(cuenta.total.into(), "trozo"))
    };
    match problema {
        Problema::Sistema(error) => Fallo::de_sistema(format!("no puedo enviar a {con}"), error),
        Problema::Fichero(fallo) => fallo,
        Problema::NadieEscucha(cuenta) if cuenta.confirmados == 0 && cuenta.enviados <= 1 => {
            Fallo::al_conectar(&red.host, red.puerto(PUERTO), io::ErrorKind::ConnectionRefused.into())
        }
        Problema::NadieEscucha(cuenta) => {
            Fallo::nuevo(format!("{con} ha dejado de escuchar a mitad: había confirmado {}", hasta(&cuenta)))
        }
        Problema::NoContesta(cuenta) if cuenta.enviados == 0 => Fallo::nuevo(format!("{con} no contesta"))
            .remedio("¿Está en marcha el servidor de ficheros por UDP? ¿Hay un cortafuegos en medio?"),
        Problema::NoContesta(cuenta) => {
            Fallo::nuevo(format!("{con} ha dejado de contestar: había confirmado {}", hasta(&cuenta)))
        }
        Problema::Ocupado => Fallo::nuevo(format!("{con} sigue ocupado con otro fichero"))
            .remedio("Prueba más tarde, o espera más con --espera."),
        Problema::Rechazado(Veredicto::Abandonado) => Fallo::nuevo(format!("{con} {}", Veredicto::Abandonado.queja()))
            .remedio("Si envías con mucha pausa, dale al servidor un --silencio mayor."),
        Problema::Rechazado(veredicto) => Fallo::nuevo(format!("{con} {}", veredicto.queja())),
    }
}
