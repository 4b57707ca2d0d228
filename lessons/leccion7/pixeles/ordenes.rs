//! De la línea de órdenes al servidor y al cliente de píxeles, y de sus problemas a frases.

use std::io::{self, IsTerminal};
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand, ValueEnum};
use redes::argumentos::{self, Red};
use redes::errores::{Fallo, Resultado};

use super::canal::{Canal, Perdida};
use super::cliente::{self, Cuenta, Novedad, Problema, Ritmo};
use super::emisor::{VENTANA, VENTANA_MAXIMA};
use super::imagen;
use super::informe::{miles, plural, tamano, tiempo};
use super::protocolo::Motivo;
use super::servidor::{self, Opciones, Pantalla};
use super::ventana;

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
        let estimado = ritmo.pausa.saturating_mul(u32::try_from(trozos).unwrap_or(u32::MAX));
        println!("{} × {} ≈ {}", plural(trozos, "datagrama"), tiempo(ritmo.pausa), tiempo(estimado));
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
    let cuenta = resultado.map_err(|problema| explicar(problema, red))?;
    resumir(&cuenta, orden.sin_acuses, canal.perdidos);
    Ok(())
}

fn resolver(red: &Red) -> Resultado<SocketAddr> {
    let puerto = red.puerto(PUERTO);
    let fallo = |error| Fallo::al_conectar(&red.host, puerto, error);
    let mut direcciones = (red.host.as_str(), puerto).to_socket_addrs().map_err(fallo)?;
    direcciones.next().ok_or_else(|| fallo(io::ErrorKind::NotFound.into()))
}

fn resumir(cuenta: &Cuenta, sin_acuses: bool, a_proposito: u32) {
    let (enviados, total) = (miles(cuenta.enviados.into()), miles(cuenta.total.into()));
    if sin_acuses {
        println!(
            "enviados {enviados} trozos en {}, sin acuses: nadie me dice cuántos han llegado",
            tiempo(cuenta.duracion)
        );
    } else {
        let repetidos = miles((cuenta.enviados - cuenta.total).into());
        println!("confirmados {total} trozos de {total} en {} · repetidos {repetidos}", tiempo(cuenta.duracion));
    }
    if a_proposito > 0 {
        println!("perdidos a propósito: {}", plural(a_proposito.into(), "datagrama"));
    }
}

fn explicar(problema: Problema, red: &Red) -> Fallo {
    let puerto = red.puerto(PUERTO);
    let quien =
        if red.host.contains(':') { format!("[{}]:{puerto}", red.host) } else { format!("{}:{puerto}", red.host) };
    let hasta =
        |cuenta: &Cuenta| format!("{} de {} trozos", miles(cuenta.confirmados.into()), miles(cuenta.total.into()));
    match problema {
        Problema::Sistema(error) => Fallo::de_sistema(format!("no puedo enviar a {quien}"), error),
        Problema::NadieEscucha(cuenta) if cuenta.confirmados == 0 && cuenta.enviados <= 1 => {
            Fallo::al_conectar(&red.host, red.puerto(PUERTO), io::ErrorKind::ConnectionRefused.into())
        }
        Problema::NadieEscucha(cuenta) if cuenta.enviados >= cuenta.total => Fallo::nuevo(format!(
            "{quien} ha dejado de escuchar cuando ya se lo había enviado todo; solo había confirmado {}, así que no sé si tiene la imagen entera",
            hasta(&cuenta)
        )),
        Problema::NadieEscucha(cuenta) => {
            Fallo::nuevo(format!("{quien} ha dejado de escuchar a mitad: había confirmado {}", hasta(&cuenta)))
        }
        Problema::NoContesta(cuenta) if cuenta.enviados == 0 => Fallo::nuevo(format!("{quien} no contesta"))
            .remedio("¿Está en marcha el servidor de píxeles? ¿Hay un cortafuegos en medio?"),
        Problema::NoContesta(cuenta) => {
            Fallo::nuevo(format!("{quien} ha dejado de contestar: había confirmado {}", hasta(&cuenta)))
        }
        Problema::Ocupado => Fallo::nuevo(format!("{quien} sigue ocupado con otra imagen"))
            .remedio("Prueba más tarde, o espera más con --espera."),
        Problema::Rechazada(Motivo::Vacia) => Fallo::nuevo(format!("{quien} no quiere una imagen sin píxeles")),
        Problema::Rechazada(Motivo::Enorme) => Fallo::nuevo(format!("{quien} dice que la imagen es demasiado grande")),
        Problema::Rechazada(Motivo::Abandonada) => {
            Fallo::nuevo(format!("{quien} se ha cansado de esperar y ha dado la imagen por terminada"))
                .remedio("Si envías con mucha pausa, dale al servidor un --silencio mayor.")
        }
    }
}

/// El progreso, en una línea de stderr que se reescribe. Solo si alguien mira.
struct Barra {
    visible: bool,
    inicio: Instant,
    ultima: Option<Instant>,
}

impl Barra {
    fn nueva() -> Self {
        Self { visible: io::stderr().is_terminal(), inicio: Instant::now(), ultima: None }
    }

    fn contar(&mut self, novedad: &Novedad) {
        let Novedad::Avance { confirmados, total } = *novedad else {
            eprintln!("El servidor está con otra imagen: espero turno…");
            return;
        };
        // Menos de un cuarto de segundo no merece una barra.
        let pronto = self.ultima.unwrap_or(self.inicio).elapsed() < Duration::from_millis(250);
        if !self.visible || pronto || confirmados == 0 {
            return;
        }
        self.ultima = Some(Instant::now());
        let hecho = f64::from(confirmados) / f64::from(total.max(1));
        let queda = self.inicio.elapsed().mul_f64((1.0 - hecho) / hecho);
        let lleno = (hecho * 24.0) as usize;
        let (barra, hueco) = ("█".repeat(lleno), "░".repeat(24 - lleno));
        let porcentaje = (hecho * 100.0) as u32;
        eprint!("\r{barra}{hueco} {porcentaje:3} % · quedan {}\x1b[K", tiempo(queda));
    }

    fn borrar(&self) {
        if self.ultima.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}
