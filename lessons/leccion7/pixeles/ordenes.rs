//! De la línea de órdenes al servidor y al cliente de píxeles, y de sus problemas a frases.

use std::io::{self, IsTerminal};
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use redes::argumentos::{self, Red};
use redes::errores::{Fallo, Resultado};

use super::barra::Barra;
use super::canal::{Canal, Perdida};
use super::cliente::{self, Novedad, Ritmo};
use super::emisor::{VENTANA, VENTANA_MAXIMA};
use super::estimacion::estimar;
use super::frases;
use super::imagen::{self, Imagen};
use super::informe::{plural, tamano, tiempo};
use super::servidor::{self, Opciones, Pantalla};
use super::ventana;
use crate::python::{self, Protocolo};

/// El puerto de la lección.
pub const PUERTO: u16 = 12345;

#[derive(Subcommand, Debug)]
pub enum Orden {
    /// Espera imágenes y las dibuja mientras llegan
    Servidor(Servidor),
    /// Envía una imagen PNG o JPEG
    Cliente(Cliente),
}

#[derive(Args, Debug)]
pub struct Servidor {
    /// Guarda lo recibido, píxel por píxel, en este PNG (los siguientes, con -2, -3…)
    #[arg(long, value_name = "IMAGEN.png")]
    salida: Option<PathBuf>,
    /// Dónde dibujar (si no se dice: ventana si hay pantalla; si no, terminal; si no, ninguna)
    #[arg(long, value_enum)]
    vista: Option<Vista>,
    /// Termina tras N imágenes: con código 0 si han llegado todas enteras, con 1 si no
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    clientes: Option<u64>,
    /// Permite que --salida sustituya un fichero que ya existe
    #[arg(long, requires = "salida")]
    sobrescribir: bool,
    /// Da por terminada una imagen si su emisor calla este tiempo
    #[arg(long, value_name = "TIEMPO", default_value = "3s", value_parser = argumentos::duracion)]
    silencio: Duration,
    /// En qué se habla por la red
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Vista {
    Ventana,
    Terminal,
    Ninguna,
}

#[derive(Args, Debug)]
pub struct Cliente {
    /// La imagen (gatin.jpg viene con el curso)
    #[arg(value_name = "IMAGEN")]
    imagen: PathBuf,
    /// Cuántos píxeles lleva cada datagrama: los que quepan, o uno solo
    #[arg(long, value_enum, default_value = "lote")]
    modo: Modo,
    /// Descanso antes de cada datagrama (en modo pixel, 5ms si no se dice otra cosa)
    #[arg(long, value_name = "TIEMPO", value_parser = argumentos::duracion)]
    pausa: Option<Duration>,
    /// Envía a ciegas: sin ventana, sin acuses y sin repetir lo perdido
    #[arg(long)]
    sin_acuses: bool,
    /// Trozos que puede haber en camino sin confirmar
    #[arg(long, value_name = "N", default_value_t = VENTANA, conflicts_with = "sin_acuses",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(VENTANA_MAXIMA)))]
    ventana: u32,
    /// Pierde a propósito esta parte de los datagramas
    #[arg(long, value_name = "N%", default_value = "0%", value_parser = porcentaje)]
    perder: u32,
    /// Con qué semilla se elige lo que se pierde: la misma repite lo mismo
    #[arg(long, value_name = "N", default_value_t = 3)]
    semilla: u64,
    /// Cuánto espera su turno si el servidor está con otra imagen
    #[arg(long, value_name = "TIEMPO", default_value = "30s", value_parser = argumentos::duracion)]
    espera: Duration,
    /// En qué se habla por la red (en python, de píxel en píxel y a ciegas)
    #[arg(long, value_enum, default_value = "curso")]
    protocolo: Protocolo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Modo {
    Lote,
    Pixel,
}

/// `10%` o `0.5%`, en partes por millón.
fn porcentaje(texto: &str) -> Result<u32, String> {
    let numero = texto.strip_suffix('%').and_then(|numero| numero.trim().replace(',', ".").parse::<f64>().ok());
    match numero {
        Some(numero) if (0.0..=100.0).contains(&numero) => Ok((numero * 10_000.0).round() as u32),
        _ => Err("se escribe como un tanto por ciento, de 0% a 100%".to_string()),
    }
}

/// Cumple `pixeles servidor`.
///
/// # Errors
/// Si no se puede guardar, abrir la ventana, escuchar o recibir.
pub fn servir(red: &Red, orden: Servidor) -> Resultado {
    if let Some(salida) = &orden.salida {
        imagen::comprobar_salida(salida, orden.sobrescribir)?;
    }
    let pantalla = elegir(orden.vista)?;
    let puerto = red.puerto(PUERTO);
    let no_escucho = |error| Fallo::al_escuchar(&red.host, puerto, error);
    let socket = UdpSocket::bind((red.host.as_str(), puerto)).map_err(no_escucho)?;
    println!("escuchando en {}", socket.local_addr().map_err(no_escucho)?);
    red.avisar_si_abierto();
    let opciones = Opciones {
        salida: orden.salida,
        sobrescribir: orden.sobrescribir,
        clientes: orden.clientes,
        silencio: orden.silencio,
        protocolo: orden.protocolo,
    };
    servidor::servir(socket, pantalla, opciones)
}

/// Dónde se dibuja. Si lo pides y no se puede, es un error; si lo elegimos nosotros, se busca otra cosa.
fn elegir(vista: Option<Vista>) -> Resultado<Pantalla> {
    match vista {
        Some(Vista::Ventana) => ventana::probar().map(|()| Pantalla::Ventana),
        Some(Vista::Terminal) => Ok(Pantalla::Terminal),
        Some(Vista::Ninguna) => Ok(Pantalla::Ninguna),
        None if ventana::hay_pantalla() && ventana::probar().is_ok() => Ok(Pantalla::Ventana),
        None if io::stdout().is_terminal() => {
            eprintln!("No hay pantalla en la que abrir una ventana: dibujaré aquí, en la terminal.");
            Ok(Pantalla::Terminal)
        }
        None => Ok(Pantalla::Ninguna),
    }
}

/// Cumple `pixeles cliente`.
///
/// # Errors
/// Si la imagen no se puede leer o no llega.
pub fn enviar(red: &Red, orden: &Cliente) -> Resultado {
    let imagen = imagen::cargar(&imagen::localizar(&orden.imagen))?;
    if orden.protocolo == Protocolo::Python {
        return enviar_a_python(red, orden, &imagen);
    }
    let un_pixel = orden.modo == Modo::Pixel;
    let ritmo = Ritmo {
        pixeles: un_pixel.then_some(1),
        pausa: orden.pausa.unwrap_or(if un_pixel { Duration::from_millis(5) } else { Duration::ZERO }),
        ventana: orden.ventana,
        espera: orden.espera,
    };
    let plano = imagen.plano(ritmo.pixeles);
    let (trozos, por_datagrama) = (plano.trozos(), plano.por_datagrama);
    println!(
        "{}: {}×{}, {} en {} de {}",
        orden.imagen.display(),
        imagen.ancho,
        imagen.alto,
        tamano(plano.bytes()),
        plural(trozos, "datagrama"),
        if por_datagrama == 1 { "1 píxel".to_string() } else { format!("{por_datagrama} píxeles") }
    );
    if !ritmo.pausa.is_zero() {
        estimar(trozos, ritmo.pausa).iter().for_each(|linea| println!("{linea}"));
    }
    let perdida = Perdida { por_millon: orden.perder, semilla: orden.semilla };
    if perdida.por_millon > 0 {
        let porcentaje = f64::from(perdida.por_millon) / 10_000.0;
        println!("perderé a propósito el {porcentaje} % de los datagramas (--semilla {} lo repite)", perdida.semilla);
    }
    let mut canal = Canal::hacia(resolver(red)?, perdida)
        .map_err(|error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error))?;
    let mut barra = Barra::nueva();
    let enviar = if orden.sin_acuses { cliente::enviar_a_ciegas } else { cliente::enviar };
    let resultado = enviar(&mut canal, &imagen, &ritmo, &mut |novedad| barra.contar(&novedad));
    barra.borrar();
    let cuenta = resultado.map_err(|problema| frases::explicar(problema, &red.host, red.puerto(PUERTO)))?;
    frases::resumir(&cuenta, orden.sin_acuses, canal.perdidos);
    Ok(())
}

/// A un programa de Python, como en la serie: un pickle por píxel, y nadie contesta.
fn enviar_a_python(red: &Red, orden: &Cliente, imagen: &Imagen) -> Resultado {
    let pausa = orden.pausa.unwrap_or(Duration::from_millis(5));
    let total = u64::from(imagen.ancho) * u64::from(imagen.alto);
    println!(
        "{}: {}×{}, {} × {} ≈ {}",
        orden.imagen.display(),
        imagen.ancho,
        imagen.alto,
        plural(total, "píxel").replace("píxels", "píxeles"),
        tiempo(pausa),
        tiempo(pausa.saturating_mul(u32::try_from(total).unwrap_or(u32::MAX)))
    );
    let fallo = |error| Fallo::al_conectar(&red.host, red.puerto(PUERTO), error);
    let destino = resolver(red)?;
    let cualquiera: SocketAddr = if destino.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(cualquiera).map_err(fallo)?;
    socket.connect(destino).map_err(fallo)?;
    let mut barra = Barra::nueva();
    let avance = |confirmados, total| barra.contar(&Novedad::Avance { confirmados, total });
    python::pixeles::enviar(&socket, imagen, pausa, avance).map_err(fallo)?;
    barra.borrar();
    println!("enviado; con este protocolo nadie me dice cuántos han llegado");
    Ok(())
}

/// La dirección a la que se llama.
///
/// # Errors
/// Si el nombre no existe.
pub fn resolver(red: &Red) -> Resultado<SocketAddr> {
    let puerto = red.puerto(PUERTO);
    let fallo = |error| Fallo::al_conectar(&red.host, puerto, error);
    let mut direcciones = (red.host.as_str(), puerto).to_socket_addrs().map_err(fallo)?;
    direcciones.next().ok_or_else(|| fallo(io::ErrorKind::NotFound.into()))
}
